//! Who may do what, and with which password.

use libc::{c_char, c_int, size_t};

pub use rdkafka_sys::bindings::{
    rd_kafka_AclBindingFilter_t, rd_kafka_AclBinding_t, rd_kafka_AdminOptions_t,
    rd_kafka_AlterUserScramCredentials_result_response_t, rd_kafka_DeleteAcls_result_response_t,
    rd_kafka_ScramCredentialInfo_t, rd_kafka_UserScramCredentialAlteration_t,
    rd_kafka_UserScramCredentialsDescription_t, rd_kafka_acl_result_t,
};

use super::super::{rd_kafka_error_t, rd_kafka_event_t, rd_kafka_queue_t, rd_kafka_t};

extern "C" {
    pub fn rd_kafka_event_CreateAcls_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_event_t;
    pub fn rd_kafka_event_DescribeAcls_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_event_t;
    pub fn rd_kafka_event_DeleteAcls_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_event_t;
    pub fn rd_kafka_event_DescribeUserScramCredentials_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_event_t;
    pub fn rd_kafka_event_AlterUserScramCredentials_result(event: *mut rd_kafka_event_t) -> *const rd_kafka_event_t;
    pub fn rd_kafka_acl_result_error(aclres: *const rd_kafka_acl_result_t) -> *const rd_kafka_error_t;
    pub fn rd_kafka_AclBinding_new(
        restype: c_int,
        name: *const c_char,
        resource_pattern_type: c_int,
        principal: *const c_char,
        host: *const c_char,
        operation: c_int,
        permission_type: c_int,
        text: *mut c_char,
        size: size_t,
    ) -> *mut rd_kafka_AclBinding_t;
    pub fn rd_kafka_AclBindingFilter_new(
        restype: c_int,
        name: *const c_char,
        resource_pattern_type: c_int,
        principal: *const c_char,
        host: *const c_char,
        operation: c_int,
        permission_type: c_int,
        text: *mut c_char,
        size: size_t,
    ) -> *mut rd_kafka_AclBindingFilter_t;
    pub fn rd_kafka_AclBinding_restype(acl: *const rd_kafka_AclBinding_t) -> c_int;
    pub fn rd_kafka_AclBinding_name(acl: *const rd_kafka_AclBinding_t) -> *const c_char;
    pub fn rd_kafka_AclBinding_principal(acl: *const rd_kafka_AclBinding_t) -> *const c_char;
    pub fn rd_kafka_AclBinding_host(acl: *const rd_kafka_AclBinding_t) -> *const c_char;
    pub fn rd_kafka_AclBinding_operation(acl: *const rd_kafka_AclBinding_t) -> c_int;
    pub fn rd_kafka_AclBinding_permission_type(acl: *const rd_kafka_AclBinding_t) -> c_int;
    pub fn rd_kafka_AclBinding_resource_pattern_type(acl: *const rd_kafka_AclBinding_t) -> c_int;
    pub fn rd_kafka_AclBinding_error(acl: *const rd_kafka_AclBinding_t) -> *const rd_kafka_error_t;
    pub fn rd_kafka_AclBinding_destroy(acl_binding: *mut rd_kafka_AclBinding_t);
    pub fn rd_kafka_CreateAcls_result_acls(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_acl_result_t;
    pub fn rd_kafka_CreateAcls(
        rk: *mut rd_kafka_t,
        new_acls: *mut *mut rd_kafka_AclBinding_t,
        new_acls_cnt: size_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_DescribeAcls_result_acls(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_AclBinding_t;
    pub fn rd_kafka_DescribeAcls(
        rk: *mut rd_kafka_t,
        acl_filter: *mut rd_kafka_AclBindingFilter_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_DeleteAcls_result_responses(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_DeleteAcls_result_response_t;
    pub fn rd_kafka_DeleteAcls_result_response_error(
        result_response: *const rd_kafka_DeleteAcls_result_response_t,
    ) -> *const rd_kafka_error_t;
    pub fn rd_kafka_DeleteAcls_result_response_matching_acls(
        result_response: *const rd_kafka_DeleteAcls_result_response_t,
        matching_acls_cntp: *mut size_t,
    ) -> *mut *const rd_kafka_AclBinding_t;
    pub fn rd_kafka_DeleteAcls(
        rk: *mut rd_kafka_t,
        del_acls: *mut *mut rd_kafka_AclBindingFilter_t,
        del_acls_cnt: size_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_ScramCredentialInfo_mechanism(
        scram_credential_info: *const rd_kafka_ScramCredentialInfo_t,
    ) -> c_int;
    pub fn rd_kafka_ScramCredentialInfo_iterations(scram_credential_info: *const rd_kafka_ScramCredentialInfo_t)
        -> i32;
    pub fn rd_kafka_UserScramCredentialsDescription_user(
        description: *const rd_kafka_UserScramCredentialsDescription_t,
    ) -> *const c_char;
    pub fn rd_kafka_UserScramCredentialsDescription_error(
        description: *const rd_kafka_UserScramCredentialsDescription_t,
    ) -> *const rd_kafka_error_t;
    pub fn rd_kafka_UserScramCredentialsDescription_scramcredentialinfo_count(
        description: *const rd_kafka_UserScramCredentialsDescription_t,
    ) -> size_t;
    pub fn rd_kafka_UserScramCredentialsDescription_scramcredentialinfo(
        description: *const rd_kafka_UserScramCredentialsDescription_t,
        idx: size_t,
    ) -> *const rd_kafka_ScramCredentialInfo_t;
    pub fn rd_kafka_DescribeUserScramCredentials_result_descriptions(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_UserScramCredentialsDescription_t;
    pub fn rd_kafka_DescribeUserScramCredentials(
        rk: *mut rd_kafka_t,
        users: *mut *const c_char,
        user_cnt: size_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
    pub fn rd_kafka_UserScramCredentialUpsertion_new(
        username: *const c_char,
        mechanism: c_int,
        iterations: i32,
        password: *const u8,
        password_size: size_t,
        salt: *const u8,
        salt_size: size_t,
    ) -> *mut rd_kafka_UserScramCredentialAlteration_t;
    pub fn rd_kafka_UserScramCredentialDeletion_new(
        username: *const c_char,
        mechanism: c_int,
    ) -> *mut rd_kafka_UserScramCredentialAlteration_t;
    pub fn rd_kafka_UserScramCredentialAlteration_destroy(alteration: *mut rd_kafka_UserScramCredentialAlteration_t);
    pub fn rd_kafka_AlterUserScramCredentials_result_response_user(
        response: *const rd_kafka_AlterUserScramCredentials_result_response_t,
    ) -> *const c_char;
    pub fn rd_kafka_AlterUserScramCredentials_result_response_error(
        response: *const rd_kafka_AlterUserScramCredentials_result_response_t,
    ) -> *const rd_kafka_error_t;
    pub fn rd_kafka_AlterUserScramCredentials_result_responses(
        result: *const rd_kafka_event_t,
        count: *mut size_t,
    ) -> *mut *const rd_kafka_AlterUserScramCredentials_result_response_t;
    pub fn rd_kafka_AlterUserScramCredentials(
        rk: *mut rd_kafka_t,
        alterations: *mut *mut rd_kafka_UserScramCredentialAlteration_t,
        alteration_cnt: size_t,
        options: *const rd_kafka_AdminOptions_t,
        queue: *mut rd_kafka_queue_t,
    );
}
