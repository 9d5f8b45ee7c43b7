//! Calls inside librdkafka 2.12.1 that are led by here, to mend what cannot be mended from outside. The shared library is linked
//! so that they come by (build.rs). What stands here reads librdkafka's own structs, whose version Cargo.toml holds.

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
macro_rules! detour {
    ($call:literal, $($line:literal),+) => {
        std::arch::global_asm!(
            concat!(".globl __wrap_", $call),
            concat!(".weak __real_", $call),
            concat!(".type __wrap_", $call, ", %function"),
            concat!("__wrap_", $call, ":"),
            $($line,)+
            concat!(".size __wrap_", $call, ", . - __wrap_", $call),
        );
    };
}

// When a broker says that it does not coordinate the group whose offsets it was asked for, librdkafka tells the group of the client
// (rdkafka_request.c:1374; its issue 5040). An admin client has no group, and the process would end. Without a group the call
// goes no further; the answer is given all the same.

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
detour!("rd_kafka_cgrp_op", "test rdi, rdi", "je 2f", "jmp __real_rd_kafka_cgrp_op@PLT", "2:", "ret");

#[cfg(all(target_os = "linux", target_arch = "aarch64"))]
detour!("rd_kafka_cgrp_op", "cbz x0, 2f", "b __real_rd_kafka_cgrp_op", "2:", "ret");

// When the subscribed topics have changed, be it that one has grown, librdkafka joins its group again (rdkafka_cgrp.c:6958), and does so
// also while it waits for the answer to a revocation. The partitions that are being given back would go to other members while
// their messages are still being handled, and the last commit would be refused. In the states of a revocation, from WAIT_UNASSIGN_CALL (5)
// to WAIT_INCR_UNASSIGN_TO_COMPLETE (7) of rkcg_join_state (rdkafka_cgrp.h:88, at 56), it only takes in what has changed: it joins again
// anyway when the revocation is over.

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
detour!(
    "rd_kafka_cgrp_metadata_update_check",
    "mov eax, dword ptr [rdi + 56]",
    "sub eax, 5",
    "cmp eax, 2",
    "ja 2f",
    "xor esi, esi",
    "2:",
    "jmp __real_rd_kafka_cgrp_metadata_update_check@PLT"
);

#[cfg(all(target_os = "linux", target_arch = "aarch64"))]
detour!(
    "rd_kafka_cgrp_metadata_update_check",
    "ldr w8, [x0, #56]",
    "sub w8, w8, #5",
    "cmp w8, #2",
    "csel w1, wzr, w1, ls",
    "b __real_rd_kafka_cgrp_metadata_update_check"
);

// A coordinator that does not know its group any more, or that does not know it yet, as after a restart, refuses to give committed
// offsets with COORDINATOR_NOT_AVAILABLE (15) or NOT_COORDINATOR (16). librdkafka looks for the right one and never asks that
// (rdkafka_request.c:1166): the partitions would stay assigned and unread. So it is also told to ask again (REFRESH, RETRY and
// MSG_NOT_PERSISTED, 0x4c). Both ends of this call are in one file: LLD, which rustc links with on x86-64, leads it by here, and
// GNU ld would not.

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
detour!(
    "rd_kafka_handle_OffsetFetch_err_action",
    "lea eax, [rsi - 15]",
    "cmp eax, 1",
    "ja 2f",
    "mov eax, 0x4c",
    "ret",
    "2:",
    "jmp __real_rd_kafka_handle_OffsetFetch_err_action@PLT"
);

#[cfg(all(target_os = "linux", target_arch = "aarch64"))]
detour!(
    "rd_kafka_handle_OffsetFetch_err_action",
    "sub w8, w1, #15",
    "cmp w8, #1",
    "b.hi 2f",
    "mov w0, #0x4c",
    "ret",
    "2:",
    "b __real_rd_kafka_handle_OffsetFetch_err_action"
);

// It would not ask again if the assignment has changed meanwhile, and nobody else would: as long as the old question has no answer
// there is no new one. So what the assignment asks (its seventh argument, update_toppar, is true) may be asked again (the ninth,
// allow_retry). Partitions that are gone by then are left out of the answer.

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
detour!(
    "rd_kafka_handle_OffsetFetch",
    "cmp byte ptr [rsp + 8], 0",
    "je 2f",
    "mov byte ptr [rsp + 24], 1",
    "2:",
    "jmp __real_rd_kafka_handle_OffsetFetch@PLT"
);

#[cfg(all(target_os = "linux", target_arch = "aarch64"))]
detour!(
    "rd_kafka_handle_OffsetFetch",
    "tst w6, #0xff",
    "b.eq 2f",
    "mov w8, #1",
    "strb w8, [sp]",
    "2:",
    "b __real_rd_kafka_handle_OffsetFetch"
);
