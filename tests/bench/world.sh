# What the rules of the policies name, so that each condition has something to compare with: executables and cgroups.
mkdir -p /opt/bench
for n in $(seq 0 198); do
	tools="$tools /opt/bench/tool-$n"
	apps="$apps /sys/fs/cgroup/bench.slice/pods.slice/app-$n.slice"
done
touch $tools
mkdir -p $apps
