//! Every function of the header, callable with whatever numbers a test thinks up. A function that is new to the header is
//! part of the tests that go over all of them.

use std::ffi::{c_char, c_int, c_void, CString};

use super::ends;
use crate::{library, read};

/// More than any function takes; what is too much is ignored by the calling conventions of the 64-bit platforms.
const ARGUMENTS_MAX: usize = 12;
const RTLD_NOW: c_int = 2;

type Function = unsafe extern "C" fn(u64, u64, u64, u64, u64, u64, u64, u64, u64, u64, u64, u64) -> i32;

extern "C" {
    fn dlopen(path: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
}

/// What a parameter is for, as its type and its name tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Ticket,
    /// A pointer to input; the next parameter is its length.
    Input,
    InputLength,
    /// A pointer to room for output; the next parameter is its capacity.
    Output,
    Capacity,
    /// A pointer to one number of output.
    Number,
    Timeout,
    Token,
    Error,
    Scalar,
}

#[derive(Debug)]
pub struct Parameter {
    pub name: String,
    pub role: Role,
}

#[derive(Debug)]
pub struct Export {
    pub name: String,
    pub parameters: Vec<Parameter>,
    address: usize,
}

impl Export {
    /// Everything that the header declares.
    pub fn all() -> Vec<Export> {
        ends::watch();
        let path = CString::new(library().to_str().unwrap()).unwrap();
        // SAFETY: the strings end in NUL, and the library is never unloaded.
        let library = unsafe { dlopen(path.as_ptr(), RTLD_NOW) };
        assert!(!library.is_null(), "{path:?} does not load");
        declarations(&read("include/kafkacore.h"))
            .into_iter()
            .map(|(name, parameters)| {
                let symbol = CString::new(name.as_str()).unwrap();
                // SAFETY: as above.
                let address = unsafe { dlsym(library, symbol.as_ptr()) } as usize;
                assert_ne!(address, 0, "{name} is not exported");
                Export { name, parameters, address }
            })
            .collect()
    }

    pub fn has(&self, role: Role) -> bool {
        self.parameters.iter().any(|parameter| parameter.role == role)
    }

    /// # Safety
    /// Pointers among the arguments are null or keep to the header's contract.
    pub unsafe fn call(&self, arguments: &[u64]) -> i32 {
        assert_eq!(arguments.len(), self.parameters.len(), "{}", self.name);
        let mut all = [0; ARGUMENTS_MAX];
        all[..arguments.len()].copy_from_slice(arguments);
        // SAFETY: the function takes no more than these, all of them integers or pointers.
        unsafe {
            let function: Function = std::mem::transmute(self.address);
            let [a, b, c, d, e, f, g, h, i, j, k, l] = all;
            function(a, b, c, d, e, f, g, h, i, j, k, l)
        }
    }
}

/// Name and parameters of each function of a header.
fn declarations(header: &str) -> Vec<(String, Vec<Parameter>)> {
    let mut found = Vec::new();
    for declaration in header.split(';') {
        let Some(start) = declaration.rfind("int32_t kc_") else { continue };
        let Some((name, rest)) = declaration[start + "int32_t ".len()..].split_once('(') else { continue };
        let Some((parameters, _)) = rest.split_once(')') else { continue };
        found.push((name.to_owned(), parameters_of(parameters)));
    }
    found
}

fn parameters_of(text: &str) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    for declaration in text.split(',').map(str::trim).filter(|declaration| *declaration != "void") {
        let name = declaration.rsplit([' ', '*']).next().unwrap_or_default().to_owned();
        let last = parameters.last().map(|parameter| parameter.role);
        let role = match name.as_str() {
            _ if declaration.contains("kc_error *") => Role::Error,
            _ if declaration.starts_with("const uint8_t *") => Role::Input,
            _ if declaration.starts_with("uint8_t *") => Role::Output,
            _ if declaration.contains('*') => Role::Number,
            _ if last == Some(Role::Input) => Role::InputLength,
            _ if last == Some(Role::Output) => Role::Capacity,
            "client" | "mock" => Role::Ticket,
            "timeout_ms" => Role::Timeout,
            "token" => Role::Token,
            _ => Role::Scalar,
        };
        parameters.push(Parameter { name, role });
    }
    parameters
}
