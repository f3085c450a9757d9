//! Files that the person attaches: chosen or dropped, listed with what they are, taken away again. The content stays with
//! the page; what comes here is read only as far as it takes to see what it is.

use super::{FieldBox, Look, Msg};
use crate::{
    definition::Field,
    ui::{
        components::{
            button,
            icon::{self, icon},
        },
        context::Ui,
        dom::{el, hear, leaf},
        part::{Link, Msg as PartMsg},
    },
    validate::attachment::{self, FILE_KINDS},
    value::{FileInfo, Value},
};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use yew::{Callback, Html, NodeRef, virtual_dom::ListenerKind};

/// No more files than this are taken at once: a folder that was dropped by mistake.
const AT_ONCE: u32 = 50;

/// The control of one box.
#[derive(Default)]
pub struct Files {
    input: NodeRef,
    over: bool,
}

impl Files {
    /// Opens the browser's own dialogue.
    pub fn choose(&self) {
        if let Some(input) = self.input.get() {
            input.unchecked_into::<web_sys::HtmlElement>().click();
        }
    }

    /// Something is dragged over the box, or not any more. Whether that is new.
    pub fn drag(&mut self, over: bool) -> bool {
        std::mem::replace(&mut self.over, over) != over
    }

    /// Files came: gives them to the page, which keeps them, and says what they are once that is known.
    pub fn take(&mut self, ui: &Ui, link: &Link, files: Option<&web_sys::FileList>) {
        self.over = false;
        let list = files.into_iter().flat_map(|list| (0..list.length().min(AT_ONCE)).filter_map(|i| list.item(i)));
        let waiting: Vec<_> = list.map(|file| ui.store.host().attach(file)).collect();
        // The same file may be chosen again after it was taken away.
        if let Some(input) = self.input.get() {
            input.unchecked_into::<web_sys::HtmlInputElement>().set_value("");
        }
        link.send_future(async move {
            let mut files = Vec::with_capacity(waiting.len());
            for file in waiting {
                files.push(file.await);
            }
            PartMsg::Field(Msg::Attached(files))
        });
    }

    pub(super) fn view(&self, look: &Look<'_>) -> Html {
        let (ui, link, field) = (look.cx.ui, look.cx.link, look.field);
        let drag = |over: bool| -> Callback<web_sys::Event> {
            hear(link, move |event| {
                event.prevent_default();
                Some(PartMsg::Field(Msg::Drag(over)))
            })
        };
        let dropped = hear(link, |event| {
            event.prevent_default();
            let data = event.unchecked_into::<web_sys::DragEvent>().data_transfer();
            Some(PartMsg::Field(Msg::Files(data.and_then(|d| d.files()))))
        });
        let chosen = hear(link, |event| {
            let input: web_sys::HtmlInputElement = event.target()?.unchecked_into();
            Some(PartMsg::Field(Msg::Files(input.files())))
        });
        let there: &[FileInfo] = match &look.view.answer.value {
            Some(Value::Files(files)) => files,
            _ => &[],
        };
        let key = if there.is_empty() { "ui.files.choose" } else { "ui.files.more" };
        let choose = button(link, "btn", "attach", icon::PLUS, ui.t(key), PartMsg::Field(Msg::Choose1));
        let accept: String = attachment::kinds(field).map(attachment::FileKind::endings).collect();
        let several = field.max != Some(1);
        let input = el("input", "hidden")
            .a("type", "file")
            .a("tabindex", "-1")
            .a("aria-hidden", "true")
            .s("accept", accept.trim_end_matches(','))
            .a_if(several, "multiple", "")
            .node(&self.input)
            .on(|| ListenerKind::onchange, chosen);
        el("div", if self.over { "files over" } else { "files" })
            .on(|| ListenerKind::ondragenter, drag(true))
            .on(|| ListenerKind::ondragover, drag(true))
            .on(|| ListenerKind::ondragleave, drag(false))
            .on(|| ListenerKind::ondrop, dropped)
            .maybe((!there.is_empty()).then(|| el("ul", "").all(there.iter().map(|f| item(ui, link, f)).collect())))
            .add(choose.s("id", look.id).o("aria-describedby", look.described))
            .add(leaf("p", "quiet", &takes(ui, field)))
            .add(input)
            .done()
    }
}

/// One file that is there.
fn item(ui: &Ui, link: &Link, file: &FileInfo) -> Html {
    let kind = FILE_KINDS.iter().find(|k| *k.media == *file.media).map_or_else(String::new, |k| k.name.to_uppercase());
    let about = [&*kind, if kind.is_empty() { "" } else { ", " }, &attachment::size(file.size)].concat();
    let away = PartMsg::Field(Msg::Detach(file.id.clone()));
    let label = ui.tp("ui.files.remove", &[("file", &file.name)]);
    el("li", "")
        .key(&file.id)
        .put(icon(icon::PAPER))
        .add(el("span", "file").add(leaf("bdi", "", &file.name)).text(" ").add(leaf("span", "quiet", &about)))
        .add(super::icon_button(link, "detach", icon::BIN, &label, away))
        .done()
}

/// What may be attached, before anything is refused.
fn takes(ui: &Ui, field: &Field) -> String {
    let names: Vec<String> = attachment::kinds(field).map(|k| k.name.to_uppercase()).collect();
    let mut out = ui.tp("ui.files.types", &[("types", &names.join(", "))]);
    let mut more = |key: &str, name: &str, value: &str| {
        out.push(' ');
        out.push_str(&ui.tp(key, &[(name, value)]));
    };
    if let Some(max) = field.max_size {
        more("ui.files.size", "max", &attachment::size(max));
    }
    if let Some(max) = field.max {
        more("ui.files.count", "max", &max.to_string());
    }
    out
}

impl FieldBox {
    /// What is left when a file is taken away.
    pub(super) fn without(&self, ui: &Ui, id: &str) -> Option<Value> {
        let Some(Value::Files(files)) = self.value(ui) else { return None };
        let rest: Rc<[FileInfo]> = files.iter().filter(|f| *f.id != *id).cloned().collect();
        (!rest.is_empty()).then_some(Value::Files(rest))
    }
}
