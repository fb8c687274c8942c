#!/bin/sh
# A Dovecot 2.3 on 127.0.0.1 for the tests: IMAP, submission and LMTP, without rights of its own.
#   start.sh FOLDER IMAP IMAPS SUBMISSION SUBMISSIONS LMTP RELAY MECHANISMS      (six ports; RELAY is where submitted mail goes; MECHANISMS as auth_mechanisms names them)
# FOLDER holds cert.pem and key.pem. Says "starting up" on stderr when it listens. Runs until its standard input ends, and so never outlives whoever started it.
# Anybody logs in with the password "secret", bob@example.test with pa ss"w\ord, and whoever has a token, signed with the key below, that names him as "email".
set -eu
PATH=$PATH:/usr/sbin:/sbin
dir=$1 imap=$2 imaps=$3 submission=$4 submissions=$5 lmtp=$6 relay=$7 mechanisms=$8

case $(dovecot --version) in
  2.3.*) ;;
  *) echo "Dovecot 2.3 is needed: 2.4 has another configuration." >&2; exit 3 ;;
esac

if [ "$(id -u)" = 0 ]; then user=nobody as="runuser -u nobody --"; else user=$(id -un) as=; fi
uid=$(id -u "$user") gid=$(id -g "$user") group=$(id -gn "$user")

mkdir -p "$dir/run" "$dir/state" "$dir/mail" "$dir/keys/default/HS256" "$dir/keys/default/hs256"
printf 'bob@example.test:{PLAIN}pa ss"w\\ord::::::\n' >"$dir/passwd"
for name in HS256 hs256; do
  printf 'test-hmac-secret-0123456789abcdef' | base64 -w0 >"$dir/keys/default/$name/default"
done

cat >"$dir/oauth2.conf.ext" <<CONF
introspection_mode = local
local_validation_key_dict = fs:posix:prefix=$dir/keys/
username_attribute = email
CONF

cat >"$dir/dovecot.conf" <<CONF
base_dir = $dir/run
state_dir = $dir/state
instance_name = squaremcp-tests
log_path = /dev/stderr
default_internal_user = $user
default_internal_group = $group
default_login_user = $user
mail_uid = $uid
mail_gid = $gid
first_valid_uid = 1
first_valid_gid = 1
listen = 127.0.0.1
protocols = imap submission lmtp
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = $mechanisms
ssl = yes
ssl_cert = <$dir/cert.pem
ssl_key = <$dir/key.pem
hostname = localhost
mail_location = maildir:$dir/mail/%u
mail_max_userip_connections = 50
submission_max_mail_size = 10M
submission_relay_host = 127.0.0.1
submission_relay_port = $relay
namespace inbox {
  inbox = yes
  separator = /
  mailbox Drafts {
    special_use = \Drafts
    auto = subscribe
  }
  mailbox Sent {
    special_use = \Sent
    auto = subscribe
  }
  mailbox Trash {
    special_use = \Trash
    auto = create
  }
}
passdb {
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN username_format=%u $dir/passwd
  result_failure = continue
  result_internalfail = continue
}
passdb {
  driver = static
  mechanisms = plain login
  username_filter = !bob@*
  args = password=secret
}
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = $dir/oauth2.conf.ext
}
userdb {
  driver = static
  args = uid=$uid gid=$gid home=$dir/mail/%u allow_all_users=yes
}
service imap-login {
  chroot =
  inet_listener imap {
    address = 127.0.0.1
    port = $imap
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = $imaps
    ssl = yes
  }
}
service submission-login {
  chroot =
  inet_listener submission {
    address = 127.0.0.1
    port = $submission
  }
  inet_listener submissions {
    address = 127.0.0.1
    port = $submissions
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = $lmtp
  }
}
service anvil {
  chroot =
  # Otherwise each wrong password makes the next login wait.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
CONF
if [ "$user" = nobody ]; then chown -R "$uid:$gid" "$dir"; fi

$as dovecot -F -c "$dir/dovecot.conf" &
server=$!
cat >/dev/null
kill "$server"
wait "$server" || true
