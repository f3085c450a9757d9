//! Addresses: two tiers since 1 July 2025 (Luật Tổ chức chính quyền địa phương 72/2025/QH15), so a commune must be chosen.

use super::Problem;
use crate::value::Address;

pub(super) fn check(address: &Address, out: &mut Vec<Problem>) {
    let digits = |code: &str, length: usize| code.len() == length && code.bytes().all(|b| b.is_ascii_digit());
    let wrong = |code: &str, length: usize| !code.is_empty() && !digits(code, length);
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
