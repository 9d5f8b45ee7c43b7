//! librdkafka 2.12.1 tells the group of a client when a broker says that it does not coordinate the group whose offsets it was asked for
//! (rdkafka_request.c:1374; its issue 5040). An admin client has no group, and the process ends there. The shared library is
//! linked so that this call comes by here (build.rs), and without a group it goes no further; the answer is given all the same.

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
std::arch::global_asm!(
    ".globl __wrap_rd_kafka_cgrp_op",
    ".weak __real_rd_kafka_cgrp_op",
    ".type __wrap_rd_kafka_cgrp_op, @function",
    "__wrap_rd_kafka_cgrp_op:",
    "test rdi, rdi",
    "je 2f",
    "jmp __real_rd_kafka_cgrp_op@PLT",
    "2:",
    "ret",
    ".size __wrap_rd_kafka_cgrp_op, . - __wrap_rd_kafka_cgrp_op",
);

#[cfg(all(target_os = "linux", target_arch = "aarch64"))]
std::arch::global_asm!(
    ".globl __wrap_rd_kafka_cgrp_op",
    ".weak __real_rd_kafka_cgrp_op",
    ".type __wrap_rd_kafka_cgrp_op, @function",
    "__wrap_rd_kafka_cgrp_op:",
    "cbz x0, 2f",
    "b __real_rd_kafka_cgrp_op",
    "2:",
    "ret",
    ".size __wrap_rd_kafka_cgrp_op, . - __wrap_rd_kafka_cgrp_op",
);
