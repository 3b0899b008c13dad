//! Scenarios: JSON, validated into a [`Plan`](crate::model::Plan); the library; share links.
