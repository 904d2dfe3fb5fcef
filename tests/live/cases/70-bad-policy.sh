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

# What others than root can change: a drop-in, the directory of drop-ins, a directory on the way, a file of somebody else.
mkdir -p $bad/way/others.d
sed 's/^rules:/include: others.d\nrules:/' $default >$bad/way/others.yaml
printf 'rules:\n  - {name: other, deny: token, caller: {from: container}}\n' >$bad/way/others.d/10.yaml
exits "check succeeds if only root can change the policy" 0 gatekeeper check $bad/way/others.yaml
for change in 'chmod 666 others.d/10.yaml' 'chmod 777 others.d' 'chmod 775 .' 'chown nobody others.yaml'; do
	(cd $bad/way && $change)
	exits "check fails: $change" 1 gatekeeper check $bad/way/others.yaml
	exits "load fails: $change" 1 gatekeeper load $bad/way/others.yaml
	has "load says what others can change: $change" "others than root can change '$bad/way" "$(cat /tmp/output)"
	(cd $bad/way && chmod 755 . others.d && chmod 644 others.d/10.yaml && chown 0 others.yaml)
done
is "the old policy stays active after all bad policies" "$digest true" "$(status digest) $(status enforcing)"

cp $default $bad/secret.yaml
chmod 600 $bad/secret.yaml
as_nobody() { su -s /bin/sh nobody -c "$*"; }
exits "check fails if the file is not readable" 1 as_nobody gatekeeper check $bad/secret.yaml
exits "load fails if the user is not root" 1 as_nobody gatekeeper load $default
exits "unload fails if the user is not root" 1 as_nobody gatekeeper unload
is "the old policy stays active after commands of another user" "$digest true" "$(status digest) $(status enforcing)"
is "a container is denied after all of these" refused "$(attach --enter $all_but_user)"

chmod 777 $bad/way/others.d
exits "load --allow-writable succeeds" 0 gatekeeper load --allow-writable $bad/way/others.yaml
exits "doctor fails if others can change the loaded policy" 1 gatekeeper doctor
has "doctor says what others can change" "others than root can change '$bad/way/others.d'" "$(grep '^failed  *policy ' /tmp/output)"
chmod 755 $bad/way/others.d
exits "doctor passes if only root can change the loaded policy" 0 gatekeeper doctor
rm -rf $bad
