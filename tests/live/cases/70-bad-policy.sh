# load rejects a bad policy with one clear error, and the active policy stays.

bad=/tmp/bad
mkdir -p $bad
exits "load succeeds" 0 gatekeeper load $default
digest=$(status digest)

# stays NAME FILE: load exits 1 and names the file; the old policy stays active
stays() {
	exits "load fails: $1" 1 timeout 60 gatekeeper load "$2"
	has "the error names the file: $1" "$2" "$(head -c 4000 /tmp/output)"
	is "the old policy stays active: $1" "$digest true" "$(status digest) $(status enforcing)"
}
sed 's/^rules:/ruls:/' $default >$bad/key.yaml
sed 's/attach:cgroup/atach:cgroup/' $default >$bad/operation.yaml
sed 's/deny: .*/deny: [attach:cgroup]\n    attach-types: [cgroup_inet_egres]/' $default >$bad/attach-type.yaml
sed 's/namespaces: all/namespaces: [user, nett]/' $default >$bad/namespace.yaml
sed 's/from: container/from: contaner/' $default >$bad/from.yaml
sed 's/^default: allow/default: yes/' $default >$bad/boolean.yaml
sed 's/^log: denied/log: denied\nlog: all/' $default >$bad/duplicate.yaml
: >$bad/empty.yaml
mkdir -p $bad/folder.yaml
yes '# nothing' | head -c 104857600 >$bad/large.yaml
{
	cat $default
	awk 'BEGIN { for (i = 0; i < 100000; i++) printf "  - name: r%d\n    deny: [load]\n", i }'
} >$bad/rules.yaml
{ cat $default; printf '# \377\376\n'; } >$bad/utf8.yaml
{
	echo 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]'
	for i in 1 2 3 4 5 6 7 8 9; do
		echo "a$i: &a$i [*a$((i - 1)), *a$((i - 1)), *a$((i - 1)), *a$((i - 1)), *a$((i - 1)), *a$((i - 1))]"
	done
} >$bad/anchors.yaml
for name in key operation attach-type namespace from boolean duplicate empty folder large rules utf8 anchors; do
	stays $name $bad/$name.yaml
	rm -rf $bad/$name.yaml
done
sed 's/^rules:/ruls:/' $default >$bad/key.yaml
exits "load fails: unknown key" 1 gatekeeper load $bad/key.yaml
has "the error has line and column of the unknown key" "key.yaml:$(grep -n ruls $bad/key.yaml | cut -d: -f1):1: error:" "$(cat /tmp/output)"
has "the error suggests the nearest key" rules "$(cat /tmp/output)"
stays "no such file" $bad/nothing.yaml
is "the old policy stays active after all bad policies" "$digest true" "$(status digest) $(status enforcing)"

cp $default $bad/secret.yaml
chmod 600 $bad/secret.yaml
as_nobody() { su -s /bin/sh nobody -c "$*"; }
exits "check fails if the file is not readable" 1 as_nobody gatekeeper check $bad/secret.yaml
exits "load fails if the user is not root" 1 as_nobody gatekeeper load $default
exits "unload fails if the user is not root" 1 as_nobody gatekeeper unload
is "the old policy stays active after commands of another user" "$digest true" "$(status digest) $(status enforcing)"
is "a container is denied after all of these" refused "$(attach --enter $all_but_user)"
rm -rf $bad
