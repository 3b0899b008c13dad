//! HTTP/1.1 as bytes: reading messages incrementally, and saying what is wrong where.
//!
//! This module never decides what a gateway does about it, and knows no time.

pub mod http1;
