#!/bin/sh
# After removing (deb and rpm). An upgrade calls it too: deb with a word, rpm with how many versions stay. The user's workspace stays where it is.
case "$1" in
  upgrade | failed-upgrade | abort-install | abort-upgrade | disappear | [1-9]*) exit 0 ;;
esac
rm -f '/usr/bin/${executable}'
profile='/etc/apparmor.d/${executable}'
if [ -f "$profile" ]; then
  if command -v apparmor_parser >/dev/null 2>&1; then apparmor_parser --remove "$profile" 2>/dev/null || true; fi
  rm -f "$profile"
fi
for refresh in 'update-mime-database /usr/share/mime' 'update-desktop-database /usr/share/applications' 'gtk-update-icon-cache -q -f /usr/share/icons/hicolor'; do
  if command -v "${refresh%% *}" >/dev/null 2>&1; then $refresh || true; fi
done
exit 0
