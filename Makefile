# SPDX-License-Identifier: GPL-2.0-or-later
#
# What a person types. `make help` lists it.
#
# The list of the module's objects is in Kbuild, which the kernel's build
# system reads by itself; this file never looks whether it is being read from
# there (dkms sets KERNELRELEASE in a plain make, so that test misleads).
# User space has its own userspace/Makefile, tests their own runner.

SHELL := /bin/bash
MAKEFLAGS += --no-print-directory

# Headers: those of the running kernel, else the newest installed, or KDIR=.
headers := $(wildcard /lib/modules/$(shell uname -r)/build/Makefile) \
	$(shell ls -d /lib/modules/*/build/Makefile 2>/dev/null | sort -rV) \
	$(shell ls -d /usr/src/linux-headers-*/Makefile 2>/dev/null | grep -v common | sort -rV)
KDIR ?= $(patsubst %/Makefile,%,$(firstword $(headers)))

PREFIX ?= /usr/local
DESTDIR ?=
version := $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
package := $(shell sed -n 's/^PACKAGE_NAME="\(.*\)"/\1/p' dkms.conf)
# A bare `make` uses all processors; MAKEFLAGS tells of a -j only while a recipe runs.
jobs = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

all: modules userspace

need-headers:
	@if [ ! -e "$(KDIR)/Makefile" ]; then \
		echo "No kernel headers found. On Debian: apt-get install linux-headers-amd64," >&2; \
		echo "or name a prepared kernel tree: make KDIR=/path/to/tree" >&2; \
		exit 1; \
	fi

modules: need-headers
	$(MAKE) -C $(KDIR) M=$(CURDIR) $(jobs) modules

modules_clean:
	@if [ -e "$(KDIR)/Makefile" ]; then $(MAKE) -C $(KDIR) M=$(CURDIR) clean; fi

userspace:
	$(MAKE) -C userspace $(jobs)

clean: modules_clean
	$(MAKE) -C userspace clean

# Installs for the kernel of KDIR; loading is the administrator's to do.
install: modules_install userspace_install

# Debian's headers bring no System.map, without which the kernel skips depmod.
modules_install: modules
	$(MAKE) -C $(KDIR) M=$(CURDIR) INSTALL_MOD_DIR=updates INSTALL_MOD_STRIP=1 \
		$(if $(DESTDIR),INSTALL_MOD_PATH=$(DESTDIR)) modules_install
	$(if $(DESTDIR),,depmod $(shell sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' $(KDIR)/include/generated/utsrelease.h))

userspace_install:
	$(MAKE) -C userspace install PREFIX=$(PREFIX) DESTDIR=$(DESTDIR)

# Programs, library and pages; the module is DKMS's to take out, /etc/ksmbd the owner's.
uninstall:
	$(MAKE) -C userspace uninstall PREFIX=$(PREFIX) DESTDIR=$(DESTDIR)

# Gives the source to DKMS, which builds it now and for every later kernel:
# now for the running kernel if its headers are there, else for the newest that
# has some, or for KVER=. DKMS= and DKMS_SOURCE= serve those who build for
# another root directory. The build is forced, or DKMS would install what an
# earlier state of the same version left.
DKMS ?= dkms
DKMS_SOURCE ?= /usr/src
KVER ?= $(patsubst /lib/modules/%/build/Makefile,%,$(firstword $(filter /lib/modules/%,$(headers))))
dkms-install:
	@command -v dkms >/dev/null || { echo "dkms is missing: apt-get install dkms" >&2; exit 1; }
	rm -rf $(DKMS_SOURCE)/$(package)-$(version)
	install -d $(DKMS_SOURCE)/$(package)-$(version)
	cp -r $(wildcard kmod Kbuild Makefile dkms.conf COPYING) $(DKMS_SOURCE)/$(package)-$(version)/
	$(DKMS) add -m $(package) -v $(version) || true
	$(DKMS) build --force -m $(package) -v $(version) $(if $(KVER),-k $(KVER))
	$(DKMS) install --force -m $(package) -v $(version) $(if $(KVER),-k $(KVER))

dkms-uninstall:
	$(DKMS) remove -m $(package) -v $(version) --all
	rm -rf $(DKMS_SOURCE)/$(package)-$(version)

check:
	tests/checks/run

kunit:
	tests/run kunit

fuzz:
	tests/run fuzz

test:
	tests/run

demo:
	tests/demo $(if $(CHECK),--check) $(if $(SHARE),--share '$(SHARE)') $(if $(PORT),--port $(PORT))

benchmark:
	tests/benchmark

help:
	@sed -n 's/^#: \{0,1\}//p' Makefile

#: make                  ksmbd.ko for the running kernel's headers (else the
#:                       newest installed ones) and the user space programs
#:   KDIR=DIR            another kernel's headers or prepared tree
#:   CONFIG_KSMBD_APPLE=n   without the parts for Macs
#: make install          module and programs; PREFIX=/usr/local DESTDIR=
#: make uninstall        takes the programs out again
#: make dkms-install     the module by DKMS, built again for new kernels
#: make dkms-uninstall   takes it out again
#: make clean            removes what was built
#:
#: make demo             a server in a virtual machine, to try with a client:
#:                       SHARE=DIR what to serve, PORT=4450, CHECK=1 unattended
#: make check            properties of the source: rooms, style, sparse, headers
#: make kunit            unit tests of the kernel code
#: make fuzz             the decoders under hostile input
#: make test             every test, in guests; nothing is loaded here
#: make benchmark        measures against the in-tree ksmbd and Samba

.PHONY: all need-headers modules modules_clean userspace clean install \
	modules_install userspace_install uninstall dkms-install dkms-uninstall \
	check kunit fuzz test demo benchmark help
