//! The pages, one a file.

pub mod article;
pub mod home;
pub mod lab;
