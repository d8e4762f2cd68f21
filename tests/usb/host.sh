#!/bin/busybox sh
# The USB host of `make test-usb`: a Linux machine without anything else. What
# it tries, and how that ended, goes to its console. 10.0.2.100 is the server of
# `boot0 run --usbip`.
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
while read -r module; do insmod "/modules/$module"; done </modules/order
ip link set lo up
ip link set eth0 up
ip addr add 10.0.2.15/24 dev eth0
cd /tmp

finish() {
    echo "== end"
    poweroff -f
}

# check STEP COMMAND...: if the command fails, its last words go to the console,
# and that is the end: every step needs the one before.
check() {
    step=$1
    shift
    if "$@" >log 2>&1; then
        echo "== passed: $step"
        return
    fi
    echo "== FAILED: $step"
    tail -n 20 log
    finish
}

# --- the cable ---

# The folder in /sys of the device VENDOR PRODUCT, if it is there.
device() {
    for folder in /sys/bus/usb/devices/*; do
        [ "$(cat "$folder/idVendor" 2>/dev/null)" = "$1" ] &&
            [ "$(cat "$folder/idProduct")" = "$2" ] && echo "$folder" && return
    done
    return 1
}

# until_ COMMAND...: waits until it succeeds, 20 s at most.
until_() {
    for _ in $(seq 400); do
        "$@" >/dev/null 2>&1 && return
        usleep 50000
    done
    echo "not within 20 s: $*"
    return 1
}

attach() { until_ usbip attach -r 10.0.2.100 -b 1-1 && until_ device "$1" "$2"; }
gone() { ! device "$1" "$2"; }

APPLICATION="1209 0001" ROM="0483 df11"
attach_application() { attach $APPLICATION && until_ test -c /dev/ttyACM0; }
attach_rom() { attach $ROM; }

# string NAME TEXT: of a device that is attached.
string() { grep -x "$2" /sys/bus/usb/devices/*/"$1"; }

# --- the application ---

run_time() {
    dfu-util -l >listed
    cat listed
    grep -q 'Found Runtime: \[1209:0001\].*name="To the ROM bootloader"' listed
}

# What the port echoes is what was written to it.
serial_port() {
    stty -F /dev/ttyACM0 115200 raw -echo
    head -c 1048576 /dev/urandom >sent
    head -c 1048576 /dev/ttyACM0 >received &
    cat sent >/dev/ttyACM0
    wait $!
    md5sum sent received
    cmp sent received
}

# --- the ROM ---

dfu() { dfu-util -d 0483:df11 "$@"; }

# ST's strings, with the blanks that they have.
alternates() {
    dfu -l >listed
    cat listed
    for name in '@Internal Flash  /0x08000000/1536*128g' \
        '@Option Bytes  /0x1FF80000/01*032 e' '@DATA Memory /0x08080000/2*3Ke'; do
        grep -qF "name=\"$name\"" listed || return 1
    done
}

detach() { dfu-util -d 1209:0001 -e && until_ gone $APPLICATION; }

# The cable is pulled while dfu-util writes.
interrupt() {
    dfu -a 0 -s 0x08000000 -D /v2.bin >written 2>&1 &
    until_ grep -q 'Download.* [1-9][0-9]*%' written || return 1
    usbip detach -p 00
    ! wait $!
}

# Leaving ends with a reset of the bus, which dfu-util may take for an error.
program() {
    dfu -a 0 -s 0x08000000:leave -D /v2.bin >written 2>&1
    echo "dfu-util: $?"
    cat written
    grep -q 'File downloaded successfully' written && until_ gone $ROM
}

touch_1200() {
    stty -F /dev/ttyACM0 1200
    until_ gone $APPLICATION
}

# upload ALTERNATE ADDRESS SIZE FILE
upload() { rm -f "$4" && dfu -a "$1" -s "$2:$3" -U "$4"; }
same_flash() { upload 0 0x08000000 196608 flash && cmp flash /expected.bin; }

eeprom() {
    head -c 1024 /dev/urandom >eeprom
    dfu -a 2 -s 0x08080000 -D eeprom
    truncate -s 6144 eeprom
    upload 2 0x08080000 6144 again && cmp eeprom again
}

# nRST_STDBY (bit 6 of the second word) and its complement. The ROM resets the
# chip with the new option bytes before it has replied.
write_options() {
    upload 1 0x1FF80000 32 options || return 1
    dd if=options of=changed bs=1 count=4
    printf '\060\200\317\177' >>changed
    dd if=options of=changed bs=1 skip=8 seek=8
    cmp options changed && return 1
    dfu -a 1 -s 0x1FF80000 -D changed
    until_ gone $ROM
}
read_options() { upload 1 0x1FF80000 32 options && cmp options changed; }

# --- boot0 flash ---

# A device that leaves a USB/IP port has to be attached again.
attach_for_ever() {
    while :; do
        usbip attach -r 10.0.2.100 -b 1-1
        usleep 300000
    done
}

flash() {
    attach_for_ever >/dev/null 2>&1 &
    boot0 flash "$@"
    status=$?
    kill $!
    return $status
}

# The kernel's names for what boot0 has written.
flash_to_version_1() {
    flash --expect "demo v1" usb /v1.bin && string product "softboot0 demo v1"
}
detach_to_version_2() {
    flash usb /v2.bin && string product "softboot0 demo v2"
}
touch_to_version_1() {
    until_ test -c /dev/ttyACM0
    flash --ask touch1200 usb /v1.bin && string product "softboot0 demo v1"
}

check "attach the application" attach_application
check "it is version 1" string product "softboot0 demo v1"
check "dfu-util -l lists its run-time interface" run_time
check "1 MB through /dev/ttyACM0 and back" serial_port
check "dfu-util -e detaches it" detach
check "attach the ROM" attach_rom
check "it is the one of ST" string manufacturer "STMicroelectronics"
check "its alternates have the names of ST" alternates
check "the cable is pulled while dfu-util writes" interrupt
check "attach the ROM again" attach_rom
check "dfu-util writes version 2 and leaves" program
check "attach the new application" attach_application
check "it is version 2" string product "softboot0 demo v2"
check "1200 baud lead to the ROM" touch_1200
check "attach the ROM a third time" attach_rom
check "the pages of version 2 have changed, and no others" same_flash
check "the EEPROM is written and read" eeprom
check "option bytes are written" write_options
check "attach the application with them" attach_application
check "detach it" detach
check "attach the ROM a fourth time" attach_rom
check "the option bytes are those that were written" read_options
check "boot0 flash writes version 1, which comes back" flash_to_version_1
check "boot0 flash detaches it and writes version 2" detach_to_version_2
check "boot0 flash touches its port and writes version 1" touch_to_version_1
finish
