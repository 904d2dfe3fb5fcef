# Tools of bpfcc-tools work beside the gatekeeper, started before it and after it.

root=/bcc dir=/run/bcc-tools
mkdir -p $root $dir
tar -xf /live/bcc.tar -C $root && rm /live/bcc.tar
for folder in proc sys dev run tmp; do
	mkdir -p $root/$folder && mount --rbind /$folder $root/$folder
done
mkdir -p $cgroups/target
# Each tool, what it prints about act(), and its arguments.
cat >$dir/table <<'TABLE'
execsnoop marker-argument
opensnoop marker-file
TABLE
tools=$(cut -d' ' -f1 $dir/table)
act() {
	/usr/bin/env true marker-argument
	echo x >$dir/marker-file
	cat $dir/marker-file
	rm $dir/marker-file
}
# What a tool has printed since the last call of forget().
forget() { for tool in $tools; do wc -c <$dir/$tool >$dir/$tool.old; done; }
new() { tail -c +$(($(cat $dir/$1.old) + 1)) $dir/$1; }
sees() {
	act >/dev/null
	while read -r tool seen _; do
		new $tool | grep -qE "$seen" || { echo "nothing of act(): $tool"; tail -n 5 $dir/$tool; return 1; }
	done <$dir/table
}
start() {
	pids=''
	while read -r tool _ arguments; do
		PYTHONUNBUFFERED=1 chroot $root /usr/sbin/$tool-bpfcc $arguments >$dir/$tool 2>&1 </dev/null &
		pids="$pids $!"
	done <$dir/table
	forget
	becomes "$1: every tool works" 240 sees
}
enforced() {
	is "$1: enforcement is proven" true "$(status enforcing)"
	is "$1: a container is denied, and the host is not" "refused allowed" "$(attach --enter $all_but_user) $(attach)"
}
end() { kill $pids; wait $pids; }

{ cat $default; echo "protect: self"; } >$policy
start "without the gatekeeper"
exits "load succeeds beside them" 0 gatekeeper load $policy
forget
becomes "those of before go on" 90 sees
enforced "beside those of before"
end
start "after the gatekeeper"
enforced "beside those of after"
end
enforced "without them"
exits "unload succeeds" 0 gatekeeper unload
rm -r $dir
