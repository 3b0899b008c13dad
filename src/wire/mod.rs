//! HTTP/1.1 as bytes: writing heads, reading them incrementally, and saying what is wrong where.
//!
//! This module never decides what a gateway does about it, and knows no time.
