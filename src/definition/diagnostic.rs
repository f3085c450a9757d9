//! What is wrong, or could be better, in a definition: code, place, data. The text is made at the edge.

use super::Severity;
use crate::{
    json::{JsonError, JsonErrorCode},
    rules::{ExprError, ExprErrorCode},
};
use std::rc::Rc;

/// One remark about a definition.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// What.
    pub code: DiagnosticCode,
    /// How grave: an error means that the definition cannot be used.
    pub severity: Severity,
    /// Where: a JSON pointer (RFC 6901). [`crate::json::locate`] turns it into line and column.
    pub pointer: String,
    /// Data of the message: (name, value). Of expressions: `at`, the byte where it went wrong.
    pub params: Vec<(&'static str, Rc<str>)>,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// What a remark is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum DiagnosticCode {
            /// The text is not JSON within the limits; parameters `line`, `column`.
            Json(JsonErrorCode),
            /// An expression is wrong; parameters `at` and those of the code.
            Expr(ExprErrorCode),
            $($(#[$doc])* $name,)*
        }

        impl DiagnosticCode {
            /// Every code that is not one of JSON or of an expression.
            pub const OWN: &[DiagnosticCode] = &[$(DiagnosticCode::$name,)*];

            /// Stable code.
            pub fn code(self) -> &'static str {
                match self {
                    DiagnosticCode::Json(code) => code.code(),
                    DiagnosticCode::Expr(code) => code.code(),
                    $(DiagnosticCode::$name => $code,)*
                }
            }
        }
    };
}

codes! {
    /// Written for a newer version of the format; parameters `found`, `known`.
    NewerVersion = "definition.newer-version",
    /// `troly` is no version of the format.
    BadVersion = "definition.version",
    /// Too many remarks: the rest is not listed.
    TooManyDiagnostics = "definition.too-many-diagnostics",
    /// More of something than a definition may have; parameters `limit`, `found`.
    TooMany = "limit",
    /// A key that does not exist there; parameters `key`, perhaps `suggestion`.
    UnknownKey = "key.unknown",
    /// A key that must be there is not; parameter `key`.
    MissingKey = "key.missing",
    /// A key that this field type does not have; parameters `key`, `type`.
    KeyNotApplicable = "key.not-applicable",
    /// Two keys that exclude each other; parameters `key`, `other`.
    KeyConflict = "key.conflict",
    /// Another kind of JSON value was expected; parameter `expected`.
    WrongType = "type.wrong",
    /// No such field type; parameters `value`, perhaps `suggestion`.
    UnknownType = "field.unknown-type",
    /// Not one of the words that may stand here; parameters `value`, perhaps `suggestion`.
    UnknownValue = "value.unknown",
    /// An id that breaks the grammar of ids; parameter `value`.
    BadId = "id.grammar",
    /// The same id twice; parameter `value`.
    DuplicateId = "id.duplicate",
    /// One field's id is the beginning of another's, so that a value and an object would have one place; parameters
    /// `value`, `other`.
    IdPrefix = "id.prefix",
    /// No such role; parameters `value`, perhaps `suggestion`.
    UnknownRole = "role.unknown",
    /// No such attribute in the vocabulary; parameters `value`, perhaps `suggestion`.
    UnknownAttribute = "attribute.unknown",
    /// Not `role.attribute` or `relation(a, b)`; parameter `value`.
    BadSource = "fill.source",
    /// No such law entry; parameters `value`, perhaps `suggestion`.
    UnknownLaw = "law.unknown",
    /// No such field; parameters `value`, perhaps `suggestion`.
    UnknownField = "field.unknown",
    /// A column in a rule without `each`, or of another group; parameter `value`.
    ColumnOutsideRow = "field.column-outside-row",
    /// `each` names a field that is no group; parameter `value`.
    NotAGroup = "field.not-a-group",
    /// A field type that cannot be a column; parameter `type`.
    BadColumn = "field.bad-column",
    /// A choice without options.
    NoOptions = "field.no-options",
    /// Not a date; parameter `value`.
    BadDate = "date.invalid",
    /// The end is before the beginning, or the maximum below the minimum.
    EmptyRange = "range.empty",
    /// A number outside what can be meant.
    NumberRange = "number.range",
    /// A text with nothing in it.
    EmptyText = "text.empty",
    /// A control, bidirectional or zero-width character; parameters `character`, `at`.
    TextCharacter = "text.character",
    /// `{name}` in a message without such a parameter; parameter `name`.
    UnknownParam = "message.unknown-param",
    /// What is shown or computed depends on itself; parameter `fields`.
    Cycle = "field.cycle",
    // ---- remarks of the linter
    /// HTML in a text: it will be shown as it stands.
    TextMarkup = "lint.markup",
    /// Not in Unicode form C: searching and comparing will miss it.
    TextForm = "lint.text-form",
    /// No text in English; parameter `key`.
    MissingTranslation = "lint.missing-translation",
    /// The field, section or paper can never be shown; parameter `expression`.
    Unreachable = "lint.unreachable",
    /// The condition is always true: say `true`, or leave it out; parameter `expression`.
    AlwaysTrue = "lint.always-true",
    /// The check can never fail; parameter `expression`.
    RuleNever = "lint.rule-never-fires",
    /// The check can never hold where it applies; parameter `expression`.
    RuleAlways = "lint.rule-always-fires",
    /// No legal basis.
    MissingLaw = "lint.missing-law",
    /// The legal basis is not in force on the day; parameters `law`, `to`.
    ExpiredLaw = "lint.expired-law",
    /// The legal basis is not yet in force on the day; parameters `law`, `from`.
    FutureLaw = "lint.future-law",
    /// The definition is not in force on the day; parameter `to` or `from`.
    NotInForce = "lint.not-in-force",
    /// A law entry that nothing names; parameter `value`.
    UnusedLaw = "lint.unused-law",
    /// A role that nothing names; parameter `value`.
    UnusedRole = "lint.unused-role",
    /// A parameter that the message does not use; parameter `name`.
    UnusedParam = "lint.unused-param",
    /// The field could be filled; parameter `suggestion`, a source.
    CouldFill = "lint.could-fill",
    /// The facts behind this box or law entry are from memory, not read in a source.
    Unverified = "lint.unverified",
    /// No explanation how to fill the box.
    MissingHelp = "lint.missing-help",
    /// A condition of being required or locked that can never be true while the field is shown; parameters `key`, `expression`.
    NeverTrue = "lint.never-true",
    /// A field must be answered, and can never be shown.
    RequiredHidden = "lint.required-hidden",
    /// Nobody can change the field, and nothing fills it.
    LockedEmpty = "lint.locked-empty",
    /// No text that it is compared with can match the pattern; parameter `pattern`.
    PatternNever = "lint.pattern-never",
}

impl DiagnosticCode {
    /// How grave it is.
    pub fn severity(self) -> Severity {
        use DiagnosticCode as C;
        match self {
            C::MissingTranslation | C::UnusedLaw | C::UnusedRole | C::CouldFill | C::Unverified | C::MissingHelp => {
                Severity::Info
            }
            _ if self.code().starts_with("lint.") => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

impl Diagnostic {
    pub(crate) fn new(code: DiagnosticCode, severity: Severity, pointer: &str) -> Self {
        Diagnostic { code, severity, pointer: pointer.to_owned(), params: Vec::new() }
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.params.push((name, value.into()));
        self
    }

    pub(crate) fn suggest(self, word: Option<&str>) -> Self {
        match word {
            Some(word) => self.with("suggestion", word),
            None => self,
        }
    }

    pub(super) fn json(error: &JsonError) -> Self {
        Diagnostic::new(DiagnosticCode::Json(error.code), Severity::Error, &error.pointer)
            .with("line", &error.line.to_string())
            .with("column", &error.column.to_string())
    }

    pub(super) fn expr(error: &ExprError, pointer: &str) -> Self {
        let mut d = Diagnostic::new(DiagnosticCode::Expr(error.code), Severity::Error, pointer);
        d.params.push(("at", error.at.to_string().into()));
        d.params.extend(error.params.iter().cloned());
        d
    }

    /// The value of a parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(n, _)| *n == name).map(|(_, v)| &**v)
    }
}
