/* SPDX-License-Identifier: MIT
 *
 * The functions of libudev that libusb calls, for the static binary: Debian has
 * no static libudev. The USB devices that are there come from sysfs, as those
 * of libudev do; those that are plugged in later are not announced, for which
 * port_usb.c does without (port_usb_find).
 * Declared in libudev.h (systemd 252), which this file is compiled without.
 */
#define _DEFAULT_SOURCE
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define DEVICES "/sys/bus/usb/devices"

struct udev {
    char unused;
};

struct udev_monitor {
    int descriptor; /* which nothing ever comes from */
};

struct udev_list_entry {
    struct udev_list_entry *next;
    char path[sizeof DEVICES + 256];
};

struct udev_enumerate {
    struct udev_list_entry *first;
};

struct udev_device {
    char name[256];
    char node[32]; /* /dev/bus/usb/BBB/DDD */
};

struct udev *udev_new(void)
{
    return calloc(1, sizeof(struct udev));
}

struct udev *udev_unref(struct udev *udev)
{
    free(udev);
    return NULL;
}

/* --- what is plugged in later --- */

struct udev_monitor *udev_monitor_new_from_netlink(struct udev *udev,
                                                   const char *name)
{
    struct udev_monitor *monitor = calloc(1, sizeof *monitor);
    (void)udev, (void)name;
    if (!monitor)
        return NULL;
    monitor->descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (monitor->descriptor >= 0)
        return monitor;
    free(monitor);
    return NULL;
}

int udev_monitor_filter_add_match_subsystem_devtype(
    struct udev_monitor *monitor, const char *subsystem, const char *type)
{
    (void)monitor, (void)subsystem, (void)type;
    return 0;
}

int udev_monitor_enable_receiving(struct udev_monitor *monitor)
{
    (void)monitor;
    return 0;
}

int udev_monitor_get_fd(struct udev_monitor *monitor)
{
    return monitor->descriptor;
}

struct udev_device *udev_monitor_receive_device(struct udev_monitor *monitor)
{
    (void)monitor;
    return NULL;
}

struct udev_monitor *udev_monitor_unref(struct udev_monitor *monitor)
{
    if (monitor)
        close(monitor->descriptor);
    free(monitor);
    return NULL;
}

/* --- what is there --- */

struct udev_enumerate *udev_enumerate_new(struct udev *udev)
{
    (void)udev;
    return calloc(1, sizeof(struct udev_enumerate));
}

int udev_enumerate_add_match_subsystem(struct udev_enumerate *enumerate,
                                       const char *subsystem)
{
    (void)enumerate, (void)subsystem;
    return 0;
}

int udev_enumerate_add_match_property(struct udev_enumerate *enumerate,
                                      const char *property, const char *value)
{
    (void)enumerate, (void)property, (void)value;
    return 0;
}

static bool add(struct udev_enumerate *enumerate, const char *name)
{
    struct udev_list_entry *entry = calloc(1, sizeof *entry);
    if (!entry)
        return false;
    snprintf(entry->path, sizeof entry->path, DEVICES "/%s", name);
    entry->next = enumerate->first;
    enumerate->first = entry;
    return true;
}

/* "1-1.4" and "usb1" are devices, "1-1.4:1.0" is an interface of one. */
int udev_enumerate_scan_devices(struct udev_enumerate *enumerate)
{
    DIR *folder = opendir(DEVICES);
    bool done = true;
    if (!folder)
        return 0; /* a kernel without USB: no device */
    for (struct dirent *entry; done && (entry = readdir(folder));)
        if (entry->d_name[0] != '.' && !strchr(entry->d_name, ':'))
            done = add(enumerate, entry->d_name);
    closedir(folder);
    return done ? 0 : -1;
}

struct udev_list_entry *
udev_enumerate_get_list_entry(struct udev_enumerate *enumerate)
{
    return enumerate->first;
}

struct udev_list_entry *udev_list_entry_get_next(struct udev_list_entry *entry)
{
    return entry->next;
}

const char *udev_list_entry_get_name(struct udev_list_entry *entry)
{
    return entry->path;
}

struct udev_enumerate *udev_enumerate_unref(struct udev_enumerate *enumerate)
{
    struct udev_list_entry *entry = enumerate ? enumerate->first : NULL;
    while (entry) {
        struct udev_list_entry *next = entry->next;
        free(entry);
        entry = next;
    }
    free(enumerate);
    return NULL;
}

/* --- a device --- */

static bool read_number(const char *folder, const char *name, unsigned *number)
{
    char path[sizeof DEVICES + 300];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    bool found = file && fscanf(file, "%u", number) == 1;
    if (file)
        fclose(file);
    return found;
}

struct udev_device *udev_device_new_from_syspath(struct udev *udev,
                                                 const char *path)
{
    unsigned bus, address;
    (void)udev;
    if (!read_number(path, "busnum", &bus) ||
        !read_number(path, "devnum", &address))
        return NULL; /* it has just been unplugged */
    struct udev_device *device = calloc(1, sizeof *device);
    if (!device)
        return NULL;
    snprintf(device->name, sizeof device->name, "%s", strrchr(path, '/') + 1);
    snprintf(device->node, sizeof device->node, "/dev/bus/usb/%03u/%03u",
             bus % 1000, address % 1000);
    return device;
}

const char *udev_device_get_sysname(struct udev_device *device)
{
    return device->name;
}

const char *udev_device_get_devnode(struct udev_device *device)
{
    return device->node;
}

const char *udev_device_get_action(struct udev_device *device)
{
    (void)device;
    return NULL;
}

struct udev_device *udev_device_unref(struct udev_device *device)
{
    free(device);
    return NULL;
}
