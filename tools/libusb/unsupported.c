/* SPDX-License-Identifier: MIT
 *
 * The rest of libusb: asynchronous and isochronous transfers, events, hotplug,
 * drivers of the kernel. A program that calls one learns that it is not there;
 * if it were missing, the program would reach the real libusb, which would take
 * this library's device for its own.
 */
#include "tools/libusb/newer.h"
#include "tools/libusb/port.h"

/* Defines the function that HEAD declares. */
#define UNSUPPORTED(head)                                                      \
    int head                                                                   \
    {                                                                          \
        return LIBUSB_ERROR_NOT_SUPPORTED;                                     \
    }

#define NOTHING(type, head)                                                    \
    type head                                                                  \
    {                                                                          \
        return (type)0;                                                        \
    }

#define IGNORED(head)                                                          \
    void head                                                                  \
    {                                                                          \
    }

#pragma GCC diagnostic ignored "-Wunused-parameter"

/* --- drivers of the kernel: none has the device --- */

NOTHING(int, libusb_kernel_driver_active(libusb_device_handle *a, int b))
UNSUPPORTED(libusb_detach_kernel_driver(libusb_device_handle *a, int b))
UNSUPPORTED(libusb_attach_kernel_driver(libusb_device_handle *a, int b))
UNSUPPORTED(libusb_set_auto_detach_kernel_driver(libusb_device_handle *a,
                                                 int b))

/* --- devices --- */

UNSUPPORTED(libusb_wrap_sys_device(libusb_context *a, intptr_t b,
                                   libusb_device_handle **c))
UNSUPPORTED(libusb_get_max_iso_packet_size(libusb_device *a, unsigned char b))
UNSUPPORTED(libusb_alloc_streams(libusb_device_handle *a, uint32_t b,
                                 unsigned char *c, int d))
UNSUPPORTED(libusb_free_streams(libusb_device_handle *a, unsigned char *b,
                                int c))
NOTHING(unsigned char *,
        libusb_dev_mem_alloc(libusb_device_handle *a, size_t b))
UNSUPPORTED(libusb_dev_mem_free(libusb_device_handle *a, unsigned char *b,
                                size_t c))

/* --- interfaces that belong together --- */

UNSUPPORTED(libusb_get_interface_association_descriptors(
    libusb_device *a, uint8_t b,
    struct libusb_interface_association_descriptor_array **c))
UNSUPPORTED(libusb_get_active_interface_association_descriptors(
    libusb_device *a, struct libusb_interface_association_descriptor_array **b))
IGNORED(libusb_free_interface_association_descriptors(
    struct libusb_interface_association_descriptor_array *a))

/* --- descriptors of USB 3 --- */

UNSUPPORTED(libusb_get_ss_endpoint_companion_descriptor(
    libusb_context *a, const struct libusb_endpoint_descriptor *b,
    struct libusb_ss_endpoint_companion_descriptor **c))
IGNORED(libusb_free_ss_endpoint_companion_descriptor(
    struct libusb_ss_endpoint_companion_descriptor *a))
UNSUPPORTED(libusb_get_bos_descriptor(libusb_device_handle *a,
                                      struct libusb_bos_descriptor **b))
IGNORED(libusb_free_bos_descriptor(struct libusb_bos_descriptor *a))
UNSUPPORTED(libusb_get_usb_2_0_extension_descriptor(
    libusb_context *a, struct libusb_bos_dev_capability_descriptor *b,
    struct libusb_usb_2_0_extension_descriptor **c))
IGNORED(libusb_free_usb_2_0_extension_descriptor(
    struct libusb_usb_2_0_extension_descriptor *a))
UNSUPPORTED(libusb_get_ss_usb_device_capability_descriptor(
    libusb_context *a, struct libusb_bos_dev_capability_descriptor *b,
    struct libusb_ss_usb_device_capability_descriptor **c))
IGNORED(libusb_free_ss_usb_device_capability_descriptor(
    struct libusb_ss_usb_device_capability_descriptor *a))
UNSUPPORTED(libusb_get_container_id_descriptor(
    libusb_context *a, struct libusb_bos_dev_capability_descriptor *b,
    struct libusb_container_id_descriptor **c))
IGNORED(libusb_free_container_id_descriptor(
    struct libusb_container_id_descriptor *a))
UNSUPPORTED(libusb_get_ssplus_usb_device_capability_descriptor(
    libusb_context *a, struct libusb_bos_dev_capability_descriptor *b,
    struct libusb_ssplus_usb_device_capability_descriptor **c))
IGNORED(libusb_free_ssplus_usb_device_capability_descriptor(
    struct libusb_ssplus_usb_device_capability_descriptor *a))
UNSUPPORTED(libusb_get_platform_descriptor(
    libusb_context *a, struct libusb_bos_dev_capability_descriptor *b,
    struct libusb_platform_descriptor **c))
IGNORED(libusb_free_platform_descriptor(struct libusb_platform_descriptor *a))

/* --- asynchronous transfers --- */

NOTHING(struct libusb_transfer *, libusb_alloc_transfer(int a))
UNSUPPORTED(libusb_submit_transfer(struct libusb_transfer *a))
UNSUPPORTED(libusb_cancel_transfer(struct libusb_transfer *a))
IGNORED(libusb_free_transfer(struct libusb_transfer *a))
IGNORED(libusb_transfer_set_stream_id(struct libusb_transfer *a, uint32_t b))
NOTHING(uint32_t, libusb_transfer_get_stream_id(struct libusb_transfer *a))

/* --- events --- */

NOTHING(int, libusb_try_lock_events(libusb_context *a))
IGNORED(libusb_lock_events(libusb_context *a))
IGNORED(libusb_unlock_events(libusb_context *a))
UNSUPPORTED(libusb_event_handling_ok(libusb_context *a))
NOTHING(int, libusb_event_handler_active(libusb_context *a))
IGNORED(libusb_interrupt_event_handler(libusb_context *a))
IGNORED(libusb_lock_event_waiters(libusb_context *a))
IGNORED(libusb_unlock_event_waiters(libusb_context *a))
UNSUPPORTED(libusb_wait_for_event(libusb_context *a, struct timeval *b))
UNSUPPORTED(libusb_handle_events_timeout(libusb_context *a, struct timeval *b))
UNSUPPORTED(libusb_handle_events_timeout_completed(libusb_context *a,
                                                   struct timeval *b, int *c))
UNSUPPORTED(libusb_handle_events(libusb_context *a))
UNSUPPORTED(libusb_handle_events_completed(libusb_context *a, int *b))
UNSUPPORTED(libusb_handle_events_locked(libusb_context *a, struct timeval *b))
NOTHING(int, libusb_pollfds_handle_timeouts(libusb_context *a))
NOTHING(int, libusb_get_next_timeout(libusb_context *a, struct timeval *b))
NOTHING(const struct libusb_pollfd **, libusb_get_pollfds(libusb_context *a))
IGNORED(libusb_free_pollfds(const struct libusb_pollfd **a))
IGNORED(libusb_set_pollfd_notifiers(libusb_context *a, libusb_pollfd_added_cb b,
                                    libusb_pollfd_removed_cb c, void *d))

/* --- hotplug --- */

UNSUPPORTED(libusb_hotplug_register_callback(
    libusb_context *a, int b, int c, int d, int e, int f,
    libusb_hotplug_callback_fn g, void *h, libusb_hotplug_callback_handle *i))
IGNORED(libusb_hotplug_deregister_callback(libusb_context *a,
                                           libusb_hotplug_callback_handle b))
NOTHING(void *, libusb_hotplug_get_user_data(libusb_context *a,
                                             libusb_hotplug_callback_handle b))
