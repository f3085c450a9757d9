//! One folder per component.

pub mod casting;
pub mod combobox;
pub mod field;
pub mod icon;
pub mod overview;
pub mod printed;
pub mod provenance;
pub mod records;
pub mod review;
pub mod steps;
pub mod watch;

use icon::icon;
use yew::{AttrValue, Callback, Html, MouseEvent, html};

/// A button. `action` is its stable name for tests and for the page's own scripts.
pub fn button(
    class: &'static str,
    action: &'static str,
    picture: &'static str,
    label: impl Into<AttrValue>,
    onclick: Callback<MouseEvent>,
) -> Html {
    let label: AttrValue = label.into();
    html! {
        <button type="button" class={class} data-action={action} {onclick}>
            if !picture.is_empty() { {icon(picture)} }
            <span>{label}</span>
        </button>
    }
}

/// A button that shows only a picture.
pub fn icon_button(
    action: &'static str,
    picture: &'static str,
    label: impl Into<AttrValue>,
    disabled: bool,
    onclick: Callback<MouseEvent>,
) -> Html {
    let label: AttrValue = label.into();
    html! {
        <button type="button" class="btn icon-only" data-action={action} aria-label={label.clone()} title={label} {disabled} {onclick}>
            {icon(picture)}
        </button>
    }
}
