#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# The last step of dracut before the real root.
/usr/lib/gatekeeper/load-early || :
