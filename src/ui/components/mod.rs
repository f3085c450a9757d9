//! One folder per component.

pub mod casting;
pub mod field;
pub mod files;
pub mod icon;
pub mod overview;
pub mod printed;
pub mod provenance;
pub mod records;
pub mod review;
pub mod steps;
pub mod vault;

use super::{
    dom::{El, el, leaf},
    part::{Link, Msg},
};
use icon::icon;

/// A button. `action` is its stable name for tests and for the page's own scripts.
#[inline(never)]
pub fn button(
    link: &Link,
    class: &'static str,
    action: &'static str,
    picture: &'static str,
    label: &str,
    msg: Msg,
) -> El {
    let button = el("button", class).a("type", "button").a("data-action", action).click(link, msg);
    let button = if picture.is_empty() { button } else { button.put(icon(picture)) };
    button.add(leaf("span", "", label))
}

/// A button that shows only a picture.
#[inline(never)]
pub fn icon_button(link: &Link, action: &'static str, picture: &'static str, label: &str, msg: Msg) -> El {
    el("button", "btn icon-only")
        .a("type", "button")
        .a("data-action", action)
        .s("aria-label", label)
        .s("title", label)
        .click(link, msg)
        .put(icon(picture))
}

/// A paragraph with a picture before it.
#[inline(never)]
pub fn line(class: &'static str, picture: &'static str, text: &str) -> El {
    el("p", class).put(icon(picture)).add(leaf("span", "", text))
}

/// A radio button or a tick box with its label; tell it what to hear and whether it is ticked.
#[inline(never)]
pub fn choice(kind: &'static str, id: &str, name: Option<&str>, checked: bool, link: &Link, msg: Msg, label: El) -> El {
    let input = el("input", "").a("type", kind).s("id", id).o("name", name).checked(checked).change(link, msg);
    el("div", "radio").add(input).add(label.s("for", id))
}
