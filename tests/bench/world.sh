# What the rules of the policies name: executables and cgroups, none of them the caller's.
mkdir -p /opt/bench
