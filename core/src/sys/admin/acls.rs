//! Access control lists.

use std::ffi::CString;

use libc::c_char;

use super::call::AdminCall;
use super::owned::{array, Owned};
use crate::code::{Error, Result};
use crate::sys::event::Event;
use crate::sys::ffi::{self, rd_kafka_AclBinding_t};
use crate::sys::handle::read_error;
use crate::sys::text::{c_string, from_buffer, owned, TEXT_SIZE};

/// One line of an access control list, or a filter for lines: then what is not said matches everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acl {
    pub resource_type: i32,
    pub resource_name: Option<String>,
    pub pattern_type: i32,
    pub principal: Option<String>,
    pub host: Option<String>,
    pub operation: i32,
    pub permission: i32,
}

/// The same as librdkafka takes it.
pub struct AclBinding(Owned<rd_kafka_AclBinding_t>);

/// What became of the lines that one filter found.
#[derive(Debug)]
pub struct DeletedAcls {
    pub error: Option<Error>,
    pub acls: Vec<(Acl, Option<Error>)>,
}

impl AclBinding {
    pub fn line(acl: &Acl) -> Result<AclBinding> {
        AclBinding::make(acl, false)
    }

    pub fn filter(acl: &Acl) -> Result<AclBinding> {
        AclBinding::make(acl, true)
    }

    fn make(acl: &Acl, is_filter: bool) -> Result<AclBinding> {
        let name = optional("resourceName", acl.resource_name.as_deref())?;
        let principal = optional("principal", acl.principal.as_deref())?;
        let host = optional("host", acl.host.as_deref())?;
        let mut text = [0u8; TEXT_SIZE];
        let make = match is_filter {
            true => ffi::rd_kafka_AclBindingFilter_new,
            false => ffi::rd_kafka_AclBinding_new,
        };
        // SAFETY: strings or null, copied; the text buffer has the stated size; the answer is owned.
        let raw = unsafe {
            let text_size = text.len();
            let raw = make(
                acl.resource_type,
                pointer(&name),
                acl.pattern_type,
                pointer(&principal),
                pointer(&host),
                acl.operation,
                acl.permission,
                text.as_mut_ptr().cast::<c_char>(),
                text_size,
            );
            Owned::new(raw, ffi::rd_kafka_AclBinding_destroy)
        };
        raw.map(AclBinding).ok_or_else(|| Error::invalid(from_buffer(&text)))
    }
}

impl AdminCall<'_> {
    pub fn create_acls(&self, acls: &[AclBinding]) {
        self.send(ffi::rd_kafka_CreateAcls, acls.iter().map(|acl| acl.0.as_ptr()));
    }

    pub fn describe_acls(&self, filter: &AclBinding) {
        // SAFETY: the filter and the options are copied by the call.
        unsafe { ffi::rd_kafka_DescribeAcls(self.owner(), filter.0.as_ptr(), self.options(), self.replies()) }
    }

    pub fn delete_acls(&self, filters: &[AclBinding]) {
        self.send(ffi::rd_kafka_DeleteAcls, filters.iter().map(|filter| filter.0.as_ptr()));
    }
}

impl Event {
    /// In the order of the request.
    pub fn acls_created(&self) -> Vec<Option<Error>> {
        // SAFETY: the results belong to the event and are copied.
        unsafe {
            let result = ffi::rd_kafka_event_CreateAcls_result(self.as_ptr());
            if result.is_null() {
                return Vec::new();
            }
            let created = array(|count| ffi::rd_kafka_CreateAcls_result_acls(result, count).cast_const());
            created.iter().map(|outcome| read_error(ffi::rd_kafka_acl_result_error(*outcome))).collect()
        }
    }

    pub fn acls_described(&self) -> Vec<Acl> {
        // SAFETY: the results belong to the event and are copied.
        unsafe {
            let result = ffi::rd_kafka_event_DescribeAcls_result(self.as_ptr());
            if result.is_null() {
                return Vec::new();
            }
            let acls = array(|count| ffi::rd_kafka_DescribeAcls_result_acls(result, count).cast_const());
            acls.iter().map(|acl| acl_of(*acl)).collect()
        }
    }

    /// In the order of the filters.
    pub fn acls_deleted(&self) -> Vec<DeletedAcls> {
        // SAFETY: the results belong to the event and are copied.
        unsafe {
            let result = ffi::rd_kafka_event_DeleteAcls_result(self.as_ptr());
            if result.is_null() {
                return Vec::new();
            }
            let responses = array(|count| ffi::rd_kafka_DeleteAcls_result_responses(result, count).cast_const());
            let deleted_of = |response: &*const ffi::rd_kafka_DeleteAcls_result_response_t| {
                let acls = array(|count| {
                    ffi::rd_kafka_DeleteAcls_result_response_matching_acls(*response, count).cast_const()
                });
                DeletedAcls {
                    error: read_error(ffi::rd_kafka_DeleteAcls_result_response_error(*response)),
                    acls: acls
                        .iter()
                        .map(|acl| (acl_of(*acl), read_error(ffi::rd_kafka_AclBinding_error(*acl))))
                        .collect(),
                }
            };
            responses.iter().map(deleted_of).collect()
        }
    }
}

/// # Safety
/// The binding is valid.
unsafe fn acl_of(acl: *const rd_kafka_AclBinding_t) -> Acl {
    Acl {
        resource_type: ffi::rd_kafka_AclBinding_restype(acl),
        resource_name: Some(owned(ffi::rd_kafka_AclBinding_name(acl))),
        pattern_type: ffi::rd_kafka_AclBinding_resource_pattern_type(acl),
        principal: Some(owned(ffi::rd_kafka_AclBinding_principal(acl))),
        host: Some(owned(ffi::rd_kafka_AclBinding_host(acl))),
        operation: ffi::rd_kafka_AclBinding_operation(acl),
        permission: ffi::rd_kafka_AclBinding_permission_type(acl),
    }
}

fn optional(field: &str, text: Option<&str>) -> Result<Option<CString>> {
    text.map(|text| c_string(field, text)).transpose()
}

fn pointer(text: &Option<CString>) -> *const c_char {
    text.as_ref().map_or(std::ptr::null(), |text| text.as_ptr())
}
