# On btrfs each subvolume has inode numbers of its own, and any user makes one in a directory of his: a rule's executable is
# not known by its number alone.
disk=/run/btrfs
mkdir -p $disk
truncate -s 120M $disk.image
exits "a file system of btrfs is made" 0 mkfs.btrfs -q $disk.image
exits "it is mounted" 0 mount -o loop $disk.image $disk
btrfs subvolume create $disk/host >/dev/null
btrfs subvolume create $disk/volume >/dev/null
cp "$(command -v probe)" $disk/host/named
cp "$(command -v probe)" $disk/host/other
number=$(stat -c %i $disk/host/named)
sync # the transaction of the rule's file is over
exits "a container starts with a volume there" 0 container c1 '.mounts += [
	{destination: "/hostsub", type: "bind", source: "'$disk/host'", options: ["rbind", "ro"]},
	{destination: "/volume", type: "bind", source: "'$disk/volume'", options: ["rbind", "rw"]}]'
attach_by() { "$@" attach --cgroup $cgroups/target --type cgroup_inet_sock_create --route prog-attach | cut -d' ' -f3; }
attach_inside() { inside c1 "$1" attach --cgroup /host-cgroup/target --type cgroup_inet_sock_create --route prog-attach | cut -d' ' -f3; }

is "control: without a policy the container attaches" allowed "$(attach_inside probe)"
cat >$policy <<-EOF
	version: 1
	default: allow
	rules:
	  - name: named
	    allow: [attach:cgroup, replace:cgroup]
	    caller: {exe: $disk/host/named}
	  - name: nobody-else
	    deny: [attach:cgroup, replace:cgroup]
EOF
exits "load succeeds" 0 gatekeeper load $policy
start_daemon
is "control: the named executable attaches" allowed "$(attach_by $disk/host/named)"
is "control: another one beside it does not" refused "$(attach_by $disk/host/other)"
begin_attack "pass for an executable of a rule by a file of another subvolume with its inode number, or of a snapshot"
inside c1 cp /usr/bin/probe /volume/forged
tries=0
while [ "$(stat -c %i $disk/volume/forged)" != "$number" ] && [ $tries -lt 20 ]; do
	inside c1 sh -c "mv /volume/forged /volume/was-$tries && cp /usr/bin/probe /volume/forged"
	tries=$((tries + 1))
done
is "a file of the container has the number of the named executable" "$number" "$(stat -c %i $disk/volume/forged)"
is "it does not pass for that" refused "$(attach_inside /volume/forged)"
inside c1 btrfs subvolume snapshot /hostsub /volume/snap >/dev/null
inside c1 sh -c 'cat /usr/bin/probe >/volume/snap/named && echo changed >>/volume/snap/named'
is "a changed file of a snapshot has the number as well" "$number" "$(stat -c %i $disk/volume/snap/named)"
is "and does not pass" refused "$(attach_inside /volume/snap/named)"
end_attack
becomes "it is on record" 10 sh -c ". ./world.sh
	[ \$(count '$denials and .gatekeeper.rule == \"nobody-else\" and .gatekeeper.from == \"container\"') -ge 1 ]"
# The daemon compiles with the few calls that it kept.
cp $disk/host/named $disk/host/new
mv $disk/host/new $disk/host/named
becomes "a new file at the named path attaches after the daemon saw it" 20 \
	sh -c "[ \"\$($disk/host/named attach --cgroup $cgroups/target --type cgroup_inet_sock_create --route prog-attach | cut -d' ' -f3)\" = allowed ]"
kill_daemon
remove_containers
umount $disk
rm $disk.image
