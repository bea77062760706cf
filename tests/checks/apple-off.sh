#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# With CONFIG_KSMBD_APPLE=n the module builds and no symbol of apple/ is left.
. tests/checks/lib.sh
dir=$(build noapple CONFIG_KSMBD_APPLE=n) || { tail -n 20 "$CHECK_DIR/noapple.log"; exit 1; }
nm "$dir/ksmbd.ko" | grep -i aapl && exit 1
exit 0
