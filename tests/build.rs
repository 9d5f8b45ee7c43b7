//! Lets the library that a test loads find the sanitizer's runtime, which is linked into the test.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=KAFKACORE_SANITIZE");
    if std::env::var_os("KAFKACORE_SANITIZE").is_some() {
        println!("cargo:rustc-link-arg-tests=-rdynamic");
    }
}
