// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Generic netlink to the kernel module, over libnl.
 *
 * For:      connecting, resolving SMBD_GENL, finding out what the module announces,
 *           sending one event, receiving and checking what comes.
 * Not for:  what an event means (upcall.c), what is in a struct (startup.c, shares.c).
 * Called by: server.c; upcall.c sends answers; status.c has a socket of its own.
 *
 * Trust: a message counts only if it comes from the kernel (port 0), has the family and
 * version we resolved, and carries the attribute of its event. Lengths come from the
 * attribute; handlers check them against their struct.
 *
 * One thread, no locks. Sending blocks only if the socket's buffer is full.
 */
#include "internal.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/family.h>
#include <netlink/genl/genl.h>
#include <netlink/genl/mngt.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#define RECEIVE_BUFFER	(1024 * 1024)
#define MESSAGE_ROOM	16384		/* for headers and our attributes */
#define ACK_TIMEOUT_MS	10000

struct ksmbd_nl {
	struct nl_sock *sock;
	int family;
	unsigned int maxattr;
	ksmbd_nl_event_fn handler;
	void *handler_arg;
	uint32_t awaited_seq;	/* of the message whose ACK is waited for, 0 = none */
	int awaited_result;	/* 1 = not there yet */
	bool gone;		/* the module was unloaded */
};

static int nl_errno(int nl_error)
{
	switch (-nl_error) {
	case NLE_NOMEM:
		return -ENOMEM;
	case NLE_PERM:
	case NLE_NOACCESS:
		return -EPERM;
	case NLE_OBJ_NOTFOUND:
		return -ENOENT;
	case NLE_AGAIN:
		return -EAGAIN;
	case NLE_BUSY:
		return -EBUSY;
	default:
		return -EIO;
	}
}

static void on_event(struct ksmbd_nl *nl, struct nlmsghdr *hdr)
{
	struct genlmsghdr *genl = genlmsg_hdr(hdr);
	struct nlattr *attrs, *attr;
	int len;

	if (genl->version != KSMBD_GENL_VERSION) {
		ksmbd_err("the kernel speaks version %u of the protocol, not %u", genl->version,
			  KSMBD_GENL_VERSION);
		return;
	}
	attrs = genlmsg_attrdata(genl, 0);
	len = genlmsg_attrlen(genl, 0);
	attr = nla_find(attrs, len, genl->cmd);
	if (!attr) {
		ksmbd_warn("event %u came without its data", genl->cmd);
		return;
	}
	if (nl->handler)
		nl->handler(nl->handler_arg, genl->cmd, nla_data(attr), (size_t)nla_len(attr),
			    attrs, len);
}

/* The controller tells when a family goes: then the module is being unloaded. */
static void on_controller(struct ksmbd_nl *nl, struct nlmsghdr *hdr)
{
	struct genlmsghdr *genl = genlmsg_hdr(hdr);
	struct nlattr *id;

	id = nla_find(genlmsg_attrdata(genl, 0), genlmsg_attrlen(genl, 0), CTRL_ATTR_FAMILY_ID);
	if (genl->cmd == CTRL_CMD_DELFAMILY && id && nla_len(id) >= (int)sizeof(uint16_t) &&
	    nla_get_u16(id) == nl->family)
		nl->gone = true;
}

static int on_valid(struct nl_msg *msg, void *arg)
{
	struct ksmbd_nl *nl = arg;
	struct nlmsghdr *hdr = nlmsg_hdr(msg);
	const struct sockaddr_nl *from = nlmsg_get_src(msg);

	if (!from || from->nl_pid) {
		ksmbd_warn("a message that did not come from the kernel was dropped");
		return NL_SKIP;
	}
	if (!genlmsg_valid_hdr(hdr, 0))
		return NL_SKIP;
	if (hdr->nlmsg_type == GENL_ID_CTRL)
		on_controller(nl, hdr);
	else if (hdr->nlmsg_type == nl->family)
		on_event(nl, hdr);
	return NL_OK;
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *e, void *arg)
{
	struct ksmbd_nl *nl = arg;

	if (from && from->nl_pid)
		return NL_SKIP;
	if (nl->awaited_seq && e->msg.nlmsg_seq == nl->awaited_seq)
		nl->awaited_result = e->error;
	else if (e->error)
		ksmbd_warn("the kernel did not take an answer: %s", strerror(-e->error));
	return NL_SKIP;
}

static int on_ack(struct nl_msg *msg, void *arg)
{
	struct nlmsgerr *e = nlmsg_data(nlmsg_hdr(msg));
	struct ksmbd_nl *nl = arg;

	if (nl->awaited_seq && e->msg.nlmsg_seq == nl->awaited_seq)
		nl->awaited_result = 0;
	return NL_OK;
}

static int resolve(struct ksmbd_nl *nl)
{
	struct genl_family *family;
	struct nl_cache *cache;
	int err;

	err = genl_ctrl_alloc_cache(nl->sock, &cache);
	if (err)
		return nl_errno(err);
	family = genl_ctrl_search_by_name(cache, KSMBD_GENL_NAME);
	if (family) {
		nl->family = (int)genl_family_get_id(family);
		nl->maxattr = genl_family_get_maxattr(family);
		genl_family_put(family);
	}
	nl_cache_free(cache);
	return family ? 0 : -ENOENT;
}

static int set_up(struct ksmbd_nl *nl)
{
	struct nl_cb *cb;
	int err, group;

	nl_socket_disable_seq_check(nl->sock);
	nl_socket_enable_msg_peek(nl->sock);
	err = nl_connect(nl->sock, NETLINK_GENERIC);
	if (!err)
		err = nl_socket_set_buffer_size(nl->sock, RECEIVE_BUFFER, 0);
	if (err)
		return nl_errno(err);
	group = genl_ctrl_resolve_grp(nl->sock, "nlctrl", "notify");
	if (group >= 0)
		nl_socket_add_membership(nl->sock, group);
	err = resolve(nl);
	if (err)
		return err;
	nl_socket_set_nonblocking(nl->sock);
	cb = nl_socket_get_cb(nl->sock);
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_valid, nl);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_ack, nl);
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, nl);
	nl_cb_put(cb);
	return 0;
}

/**
 * ksmbd_nl_open() - connect to the module
 * @out: gets the connection, for ksmbd_nl_close()
 *
 * Return: 0, -ENOENT if the module is not there, or -errno.
 */
int ksmbd_nl_open(struct ksmbd_nl **out)
{
	struct ksmbd_nl *nl = calloc(1, sizeof(*nl));
	int err;

	if (!nl)
		return -ENOMEM;
	nl->sock = nl_socket_alloc();
	err = nl->sock ? set_up(nl) : -ENOMEM;
	if (err) {
		ksmbd_nl_close(nl);
		return err;
	}
	*out = nl;
	return 0;
}

/**
 * ksmbd_nl_close() - disconnect
 * @nl: connection, or NULL
 */
void ksmbd_nl_close(struct ksmbd_nl *nl)
{
	if (!nl)
		return;
	nl_socket_free(nl->sock);
	free(nl);
}

/**
 * ksmbd_nl_fd() - descriptor to poll for input
 * @nl: connection
 *
 * Return: the descriptor.
 */
int ksmbd_nl_fd(const struct ksmbd_nl *nl)
{
	return nl_socket_get_fd(nl->sock);
}

/**
 * ksmbd_nl_maxattr() - greatest attribute the module understands
 * @nl: connection
 *
 * Return: 15 for Linux 6.1, 17 for 7.3, at least KSMBD_A_FIRST for our module.
 */
unsigned int ksmbd_nl_maxattr(const struct ksmbd_nl *nl)
{
	return nl->maxattr;
}

/**
 * ksmbd_nl_ours() - may typed attributes be sent
 * @nl: connection
 *
 * Return: true if the module announces them.
 */
bool ksmbd_nl_ours(const struct ksmbd_nl *nl)
{
	return nl->maxattr >= KSMBD_A_FIRST;
}

/**
 * ksmbd_nl_set_handler() - say who gets events
 * @nl: connection
 * @fn: called from ksmbd_nl_receive()
 * @arg: handed to @fn
 */
void ksmbd_nl_set_handler(struct ksmbd_nl *nl, ksmbd_nl_event_fn fn, void *arg)
{
	nl->handler = fn;
	nl->handler_arg = arg;
}

static int build(struct ksmbd_nl *nl, unsigned int event, const void *data, size_t len,
		 ksmbd_nl_extra_fn extra, void *extra_arg, struct nl_msg **out)
{
	struct nl_msg *msg;
	int err = -EMSGSIZE;

	if (len > UINT16_MAX - NLA_HDRLEN)
		return -EMSGSIZE;
	msg = nlmsg_alloc_size(len + MESSAGE_ROOM);
	if (!msg)
		return -ENOMEM;
	if (genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, nl->family, 0, 0, (uint8_t)event,
			KSMBD_GENL_VERSION) && !nla_put(msg, (int)event, (int)len, data))
		err = 0;
	if (!err && extra && ksmbd_nl_ours(nl))
		err = extra(extra_arg, msg);
	if (err) {
		nlmsg_free(msg);
		return err;
	}
	*out = msg;
	return 0;
}

/**
 * ksmbd_nl_send() - send an event and do not wait
 * @nl: connection
 * @event: KSMBD_EVENT_*
 * @data: its struct and payload
 * @len: their length
 * @extra: adds typed attributes, called for our module only; may be NULL
 * @extra_arg: handed to @extra
 *
 * Return: 0 or -errno. That the kernel refused it shows up in the log only.
 */
int ksmbd_nl_send(struct ksmbd_nl *nl, unsigned int event, const void *data, size_t len,
		  ksmbd_nl_extra_fn extra, void *extra_arg)
{
	struct nl_msg *msg;
	int err = build(nl, event, data, len, extra, extra_arg, &msg);

	if (err)
		return err;
	nl_complete_msg(nl->sock, msg);
	/* an ACK for each answer would only be noise; errors are reported without it */
	nlmsg_hdr(msg)->nlmsg_flags &= (uint16_t)~NLM_F_ACK;
	err = nl_send(nl->sock, msg);
	nlmsg_free(msg);
	return err < 0 ? nl_errno(err) : 0;
}

static int await(struct ksmbd_nl *nl)
{
	struct pollfd pfd = { .fd = ksmbd_nl_fd(nl), .events = POLLIN };
	int err;

	while (nl->awaited_result > 0) {
		err = poll(&pfd, 1, ACK_TIMEOUT_MS);
		if (err < 0 && errno != EINTR)
			return -errno;
		if (!err)
			return -ETIMEDOUT;
		err = ksmbd_nl_receive(nl);
		if (err)
			return err;
	}
	return nl->awaited_result;
}

/**
 * ksmbd_nl_send_wait() - send an event and wait for the kernel's verdict
 * @nl: connection
 * @event: KSMBD_EVENT_*
 * @data: its struct and payload
 * @len: their length
 * @extra: adds typed attributes, called for our module only; may be NULL
 * @extra_arg: handed to @extra
 *
 * Other events that arrive meanwhile go to the handler.
 *
 * Return: 0, what the kernel said as -errno, -ETIMEDOUT.
 */
int ksmbd_nl_send_wait(struct ksmbd_nl *nl, unsigned int event, const void *data, size_t len,
		       ksmbd_nl_extra_fn extra, void *extra_arg)
{
	struct nl_msg *msg;
	int err = build(nl, event, data, len, extra, extra_arg, &msg);

	if (err)
		return err;
	nl_complete_msg(nl->sock, msg);
	nlmsg_hdr(msg)->nlmsg_flags |= NLM_F_ACK;
	nl->awaited_seq = nlmsg_hdr(msg)->nlmsg_seq;
	nl->awaited_result = 1;
	err = nl_send(nl->sock, msg);
	err = err < 0 ? nl_errno(err) : await(nl);
	nl->awaited_seq = 0;
	nlmsg_free(msg);
	return err;
}

/**
 * ksmbd_nl_receive() - take what is there and call the handler for it
 * @nl: connection
 *
 * Return: 0, also when there was nothing or the buffer had run over; -ENODEV when the
 * module was unloaded; another errno when the connection is of no use any more.
 */
int ksmbd_nl_receive(struct ksmbd_nl *nl)
{
	int err = nl_recvmsgs_default(nl->sock);

	if (nl->gone)
		return -ENODEV;
	if (err >= 0 || err == -NLE_AGAIN || err == -NLE_INTR)
		return 0;
	if (err == -NLE_NOMEM) {
		/* ENOBUFS: requests were lost, the kernel gives them up by itself */
		ksmbd_warn("the kernel sent faster than we read; some requests were lost");
		return 0;
	}
	ksmbd_err("netlink: %s", nl_geterror(err));
	return nl_errno(err);
}
