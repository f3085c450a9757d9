//! Addresses: two tiers since 1 July 2025 (Luật Tổ chức chính quyền địa phương 72/2025/QH15), so a commune must be chosen.

use super::Problem;
use crate::{
    address::{AddressBook, Known, is_code},
    definition::Field,
    value::{Address, Value},
};

pub(super) fn check(address: &Address, out: &mut Vec<Problem>) {
    let wrong = |code: &str, length: usize| !code.is_empty() && !is_code(code, length);
    if wrong(&address.commune, 5) || wrong(&address.province, 2) {
        out.push(Problem::error("address.code"));
        return;
    }
    if address.is_complete() {
        return;
    }
    // An address abroad has neither province nor an older Vietnamese form: it may be right as it is.
    let abroad = address.province.is_empty() && address.old.is_empty();
    out.push(if abroad { Problem::warning("address.no-commune") } else { Problem::error("address.incomplete") });
}

/// What only the units can tell of an address or of a choice of communes: whether there is such a commune, and whether it
/// lies in the province that was chosen beside it.
pub(super) fn check_known(
    units: &dyn AddressBook,
    field: &Field,
    value: &Value,
    province: Option<&Value>,
    out: &mut Vec<Problem>,
) {
    let unknown = match value {
        Value::Address(_) => "address.code",
        _ if field.of_communes() => "choice.unknown",
        _ => return,
    };
    match units.check(value, province) {
        Known::Right => {}
        Known::Outside => out.push(Problem::error("choice.outside")),
        Known::Nowhere => out.push(Problem::error(unknown)),
        // That it is no code has been said.
        Known::Name(code) => {
            if let Some(said) = out.last_mut() {
                said.fix = code.map(Value::Text);
            }
        }
    }
}
