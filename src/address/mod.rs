//! (being written)

/// The administrative units.
#[derive(Clone, Debug)]
pub struct Units;
