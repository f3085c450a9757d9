//! Pictures drawn with one path each, in the colour of the text. They never carry meaning alone.

use crate::ui::dom::el;
use yew::Html;

/// A person.
pub const PERSON: &str = "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4 20c.8-3.6 4-5.5 8-5.5s7.2 1.9 8 5.5";
/// An identity card.
pub const CARD: &str = "M3 6.5A1.5 1.5 0 0 1 4.5 5h15A1.5 1.5 0 0 1 21 6.5v11a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17.5ZM8.5 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM5.5 16c.4-1.6 1.6-2.3 3-2.3s2.6.7 3 2.3M14.5 9.5h4M14.5 13h4";
/// A tick.
pub const CHECK: &str = "m5 12.5 4.5 4.5L19 7.5";
/// A tick in a circle.
pub const CHECKED: &str = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8 12.3l2.7 2.7L16 9.5";
/// A warning triangle.
pub const WARN: &str = "M12 4 2.8 19.5h18.4ZM12 10v4.5M12 17.2v.1";
/// An error: a bar in a circle.
pub const ERROR: &str = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7.5v5.5M12 16.2v.1";
/// Information.
pub const INFO: &str = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 11v5.5M12 7.8v.1";
/// A pencil.
pub const EDIT: &str = "m4 20 1-4L16 5l3 3L8 19ZM14 7l3 3";
/// A calculator's equals sign: computed.
pub const COMPUTED: &str = "M5 9h14M5 15h14";
/// Two different papers.
pub const CONFLICT: &str = "M8 7 4 11l4 4M4 11h10M16 9l4 4-4 4M20 13H10";
/// A clock.
pub const CLOCK: &str = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5.3l3.5 2";
/// A chain: the same as another box.
pub const LINK: &str =
    "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1";
/// Back in history.
pub const UNDO: &str = "M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3";
/// Forward in history.
pub const REDO: &str = "m15 14 5-5-5-5M20 9H10a6 6 0 0 0 0 12h3";
/// A bin.
pub const BIN: &str = "M4 7h16M9 7V4.5h6V7M6.5 7l1 13h9l1-13M10 11v5.5M14 11v5.5";
/// A plus.
pub const PLUS: &str = "M12 5v14M5 12h14";
/// An arrow to the right.
pub const NEXT: &str = "M5 12h14M13 6l6 6-6 6";
/// An arrow to the left.
pub const BACK: &str = "M19 12H5M11 6l-6 6 6 6";
/// Opens downwards.
pub const DOWN: &str = "m6 9 6 6 6-6";
/// A camera.
pub const CAMERA: &str = "M4 8.5A1.5 1.5 0 0 1 5.5 7H8l1.5-2.5h5L16 7h2.5A1.5 1.5 0 0 1 20 8.5v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5ZM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Z";
/// A QR.
pub const QR: &str =
    "M4 4h6v6H4ZM14 4h6v6h-6ZM4 14h6v6H4ZM14 14h2.5v2.5H14ZM20 14v2M17 20h-3M20 19v1M7 7v.1M17 7v.1M7 17v.1";
/// An open folder.
pub const FOLDER: &str =
    "M3 18.5v-12A1.5 1.5 0 0 1 4.5 5h4.3l2 2.5h8.7A1.5 1.5 0 0 1 21 9v9.5a.5.5 0 0 1-.5.5h-17a.5.5 0 0 1-.5-.5Z";
/// To disk.
pub const SAVE: &str = "M12 4v11M7 10.5l5 5 5-5M4.5 20h15";
/// A printer.
pub const PRINT: &str = "M7 9V4h10v5M7 17H4.5A.5.5 0 0 1 4 16.5v-6A1.5 1.5 0 0 1 5.5 9h13a1.5 1.5 0 0 1 1.5 1.5v6a.5.5 0 0 1-.5.5H17M7 14h10v6H7Z";
/// A building with columns: an authority.
pub const AGENCY: &str = "M3.5 9.5 12 4l8.5 5.5ZM5.5 9.5V17M10 9.5V17M14 9.5V17M18.5 9.5V17M3.5 20h17M4.5 17h15";
/// Money.
pub const FEE: &str = "M3 7h18v10H3ZM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM6 10v4M18 10v4";
/// A sheet of paper.
pub const PAPER: &str = "M6 3.5h8l4.5 4.5v12.5H6ZM14 3.5V8h4.5M9 12h6.5M9 15.5h6.5";
/// A shield: nothing leaves the device.
pub const SHIELD: &str = "M12 3.5 5 6v5.5c0 4.3 2.9 7.5 7 9 4.1-1.5 7-4.7 7-9V6ZM9 12l2.2 2.2L15 10.3";
/// A section sign: law.
pub const LAW: &str =
    "M12 4v16M7 20h10M5 7.5l7-2 7 2M5 7.5 2.8 13a2.4 2.4 0 0 0 4.4 0ZM19 7.5 16.8 13a2.4 2.4 0 0 0 4.4 0Z";
/// An eye.
pub const EYE: &str =
    "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z";
/// A cross.
pub const CLOSE: &str = "M6 6l12 12M18 6 6 18";
/// A padlock.
pub const LOCK: &str = "M6 11h12v9H6ZM8.5 11V8a3.5 3.5 0 0 1 7 0v3";
/// A place.
pub const PLACE: &str =
    "M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11ZM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z";

/// Draws one.
#[inline(never)]
pub fn icon(path: &'static str) -> Html {
    el("svg", "icon")
        .a("viewBox", "0 0 24 24")
        .a("aria-hidden", "true")
        .a("focusable", "false")
        .add(el("path", "").a("d", path))
        .done()
}
