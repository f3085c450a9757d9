//! The value of an answer or of a claim: what a box of a form can hold.

use crate::text::date::PartialDate;
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// A value. Absence is `Option::None` around it, never a value of its own; an empty text is not a value either.
///
/// In JSON a value is what a portal's back end expects: a text, a number, true/false, an array of codes, an ISO date
/// (possibly partial), one of the first two objects below, or an array of the third. Reading JSON back needs the field's type to tell a date
/// from a text: see [`crate::definition::FieldType`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with decimals.
    Decimal(f64),
    /// Text, or the code of one option.
    Text(Rc<str>),
    /// Codes of several options, in the order of the options.
    List(Vec<Rc<str>>),
    /// A date, possibly partial.
    Date(PartialDate),
    /// An address.
    Address(Rc<Address>),
    /// An identity paper.
    Document(Rc<IdentityDocument>),
    /// Attached files, without their content.
    Files(Rc<[FileInfo]>),
}

impl Value {
    /// A text value; `None` when nothing is left after trimming.
    pub fn text(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Value::Text(text.into()))
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(t) => Some(t),
            _ => None,
        }
    }

    /// The date, if it is one.
    pub fn as_date(&self) -> Option<PartialDate> {
        match self {
            Value::Date(d) => Some(*d),
            _ => None,
        }
    }
}

/// A two-tier address (in force since 1 July 2025), with the older form that it came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Address {
    /// House number, street, hamlet, quarter: everything below the commune, verbatim.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Official code of the commune (5 digits, QĐ 19/2025/QĐ-TTg), empty if not chosen.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub commune: String,
    /// "Phường Sài Gòn".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub commune_name: String,
    /// Official code of the province (2 digits).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub province: String,
    /// "Thành phố Hồ Chí Minh".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub province_name: String,
    /// The address as the paper prints it, when it was converted from an older form.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub old: String,
}

impl Address {
    /// In one line: "12 Nguyễn Huệ, Phường Sài Gòn, Thành phố Hồ Chí Minh".
    pub fn line(&self) -> String {
        let mut line = String::new();
        for part in [&self.detail, &self.commune_name, &self.province_name] {
            if !part.is_empty() {
                if !line.is_empty() {
                    line.push_str(", ");
                }
                line.push_str(part);
            }
        }
        line
    }

    /// Whether it names a current commune.
    pub fn is_complete(&self) -> bool {
        !self.commune.is_empty()
    }
}

/// An attached file. Its content stays with the page that shows the form, under this id, and is handed over beside the data.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileInfo {
    /// Under which the page has the content.
    pub id: Rc<str>,
    /// The name that the person knows it by.
    pub name: Rc<str>,
    /// Media type by the content, see [`crate::validate::attachment::media_type`]; empty when it is none of those asked for anywhere.
    #[serde(rename = "type")]
    pub media: Rc<str>,
    /// Bytes.
    pub size: u64,
}

/// An identity paper as forms ask for it: kind, number, who issued it and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct IdentityDocument {
    /// `can-cuoc`, `cccd`, `cmnd`, `passport`, `birth-certificate`, `other`; empty if not chosen.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// The number, without separators.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// The issuing authority, as forms want it written.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub issued_by: String,
    /// The date of issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<PartialDate>,
}
