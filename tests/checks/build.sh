#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The module builds without a warning, with W=1.
. tests/checks/lib.sh
build w1 W=1 >/dev/null
status=$?
said=$(grep -E 'warning:|error:|undefined!' "$CHECK_DIR/w1.log" | sed "s#$CHECK_DIR/w1/##")
[ -z "$said" ] || { echo "$said"; exit 1; }
[ "$status" -eq 0 ] || tail -n 5 "$CHECK_DIR/w1.log"
exit "$status"
