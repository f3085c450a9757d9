//! The one shared vocabulary of attributes.
