//! What can be wrong with a rule: when it is loaded, and when it runs.

use std::rc::Rc;

/// Why an expression was refused when its definition was loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExprErrorCode {
    /// Longer than [`super::MAX_LENGTH`].
    TooLong,
    /// Nested or chained deeper than [`super::MAX_HEIGHT`].
    TooDeep,
    /// A character that has no meaning in the language.
    Character,
    /// A text without its closing quote.
    Unterminated,
    /// An escape other than `\\ \" \' \n \r \t \uXXXX`.
    Escape,
    /// A number out of range or badly written.
    Number,
    /// Something else stands where an operand or an operator should; parameter `found`.
    Syntax,
    /// A word that CEL reserves; parameter `name`.
    Reserved,
    /// No such field, column or variable; parameters `name`, perhaps `suggestion`.
    UnknownName,
    /// No such function, or not to be called this way; parameters `name`, perhaps `suggestion`.
    UnknownFunction,
    /// A value of this type has no such member; parameters `name`, `type`.
    UnknownMember,
    /// Wrong number of arguments; parameters `name`, `expected`, `found`.
    Arguments,
    /// Wrong type; parameters `expected`, `found`.
    Type,
    /// The two sides can never be compared; parameters `left`, `right`.
    Incomparable,
    /// A note or a signature has no value; parameter `name`.
    NoValue,
    /// A column outside its row: use a macro over the group, or an `each` rule; parameter `name`.
    ColumnOutsideRow,
    /// This argument must be written out as a text, so that it can be checked now; parameter `name`.
    LiteralNeeded,
    /// `matches` with a pattern that is not one, or that is too big.
    Pattern,
    /// No such role; parameter `name`.
    UnknownRole,
    /// The field has no such option; parameters `name`, `value`.
    UnknownOption,
    /// The field has no options to take a label from; parameter `name`.
    NoOptions,
    /// `null` in an operation that it would only make missing: use `has(x)`.
    Null,
}

impl ExprErrorCode {
    /// Every code.
    pub const ALL: [ExprErrorCode; 22] = [
        ExprErrorCode::TooLong,
        ExprErrorCode::TooDeep,
        ExprErrorCode::Character,
        ExprErrorCode::Unterminated,
        ExprErrorCode::Escape,
        ExprErrorCode::Number,
        ExprErrorCode::Syntax,
        ExprErrorCode::Reserved,
        ExprErrorCode::UnknownName,
        ExprErrorCode::UnknownFunction,
        ExprErrorCode::UnknownMember,
        ExprErrorCode::Arguments,
        ExprErrorCode::Type,
        ExprErrorCode::Incomparable,
        ExprErrorCode::NoValue,
        ExprErrorCode::ColumnOutsideRow,
        ExprErrorCode::LiteralNeeded,
        ExprErrorCode::Pattern,
        ExprErrorCode::UnknownRole,
        ExprErrorCode::UnknownOption,
        ExprErrorCode::NoOptions,
        ExprErrorCode::Null,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            ExprErrorCode::TooLong => "expr.too-long",
            ExprErrorCode::TooDeep => "expr.too-deep",
            ExprErrorCode::Character => "expr.character",
            ExprErrorCode::Unterminated => "expr.unterminated",
            ExprErrorCode::Escape => "expr.escape",
            ExprErrorCode::Number => "expr.number",
            ExprErrorCode::Syntax => "expr.syntax",
            ExprErrorCode::Reserved => "expr.reserved",
            ExprErrorCode::UnknownName => "expr.unknown-name",
            ExprErrorCode::UnknownFunction => "expr.unknown-function",
            ExprErrorCode::UnknownMember => "expr.unknown-member",
            ExprErrorCode::Arguments => "expr.arguments",
            ExprErrorCode::Type => "expr.type",
            ExprErrorCode::Incomparable => "expr.incomparable",
            ExprErrorCode::NoValue => "expr.no-value",
            ExprErrorCode::ColumnOutsideRow => "expr.column-outside-row",
            ExprErrorCode::LiteralNeeded => "expr.literal-needed",
            ExprErrorCode::Pattern => "expr.pattern",
            ExprErrorCode::UnknownRole => "expr.unknown-role",
            ExprErrorCode::UnknownOption => "expr.unknown-option",
            ExprErrorCode::NoOptions => "expr.no-options",
            ExprErrorCode::Null => "expr.null",
        }
    }
}

/// A refused expression.
#[derive(Clone, Debug, PartialEq)]
pub struct ExprError {
    /// What is wrong.
    pub code: ExprErrorCode,
    /// Where, in bytes from the start of the expression.
    pub at: usize,
    /// Data of the message: (name, value).
    pub params: Vec<(&'static str, Rc<str>)>,
}

impl ExprError {
    pub(super) fn new(code: ExprErrorCode, at: u32) -> Self {
        ExprError { code, at: at as usize, params: Vec::new() }
    }

    pub(super) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.params.push((name, value.into()));
        self
    }
}

/// Why an expression gave no result when it ran. Missing answers are not errors: see [`super::Val::Missing`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvalError {
    /// More steps than the budget.
    Budget,
    /// A number, a date or a text grew out of range.
    Overflow,
    /// Division by zero.
    DivisionByZero,
    /// A value is not of its field's type: the answers do not belong to this definition.
    Type,
}

impl EvalError {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            EvalError::Budget => "eval.budget",
            EvalError::Overflow => "eval.overflow",
            EvalError::DivisionByZero => "eval.division-by-zero",
            EvalError::Type => "eval.type",
        }
    }
}
