//! (being written)

/// A checked expression of the rule language.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr;
