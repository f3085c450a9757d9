//! Elements as Yew's virtual nodes, built by small calls instead of `html!`.
//!
//! Measured on this interface: one element by `html!` costs 300 to 600 bytes of wasm (every call site lays out the whole
//! `VTag`), by these calls 40 to 80; the views shrank to a third. What is built is the same `VNode`.

use super::part::{Link, Msg};
use js_sys::Promise;
use std::rc::Rc;
use wasm_bindgen_futures::JsFuture;
use yew::{
    AttrValue, Callback, Html, NodeRef,
    virtual_dom::{Key, Listener, ListenerKind, VList, VNode, VTag, VText},
};

/// An element that is being built.
pub struct El(Box<VTag>);

/// An element with a class (or none).
#[inline(never)]
pub fn el(tag: &'static str, class: &'static str) -> El {
    let mut tag = VTag::new(AttrValue::Static(tag));
    if !class.is_empty() {
        tag.add_attribute("class", AttrValue::Static(class));
    }
    El(Box::new(tag))
}

/// An element with a class and a fixed text: the most frequent leaf.
#[inline(never)]
pub fn leaf(tag: &'static str, class: &'static str, text: &str) -> El {
    el(tag, class).text(text)
}

/// Nodes without an element around them.
#[inline(never)]
pub fn list(nodes: Vec<Html>) -> Html {
    VNode::VList(Rc::new(VList::with_children(nodes, None)))
}

/// Nothing. It keeps its place among its siblings, so that those after it stay themselves when it comes and goes.
#[inline(never)]
pub fn nothing() -> Html {
    Html::default()
}

/// Text.
#[inline(never)]
pub fn text(text: &str) -> Html {
    VNode::VText(VText::new(AttrValue::from(text.to_owned())))
}

impl El {
    /// An attribute with a fixed value.
    #[inline(never)]
    pub fn a(mut self, key: &'static str, value: &'static str) -> El {
        self.0.add_attribute(key, AttrValue::Static(value));
        self
    }

    /// An attribute with a computed value.
    #[inline(never)]
    pub fn s(mut self, key: &'static str, value: &str) -> El {
        self.0.add_attribute(key, AttrValue::from(value.to_owned()));
        self
    }

    /// An attribute that is there under a condition.
    #[inline(never)]
    pub fn a_if(self, yes: bool, key: &'static str, value: &'static str) -> El {
        if yes { self.a(key, value) } else { self }
    }

    /// An attribute that may be there.
    #[inline(never)]
    pub fn o(self, key: &'static str, value: Option<&str>) -> El {
        match value {
            Some(value) => self.s(key, value),
            None => self,
        }
    }

    /// `true` or `false` as ARIA wants it.
    #[inline(never)]
    pub fn aria(self, key: &'static str, yes: bool) -> El {
        self.a(key, if yes { "true" } else { "false" })
    }

    /// A text child.
    #[inline(never)]
    pub fn text(self, value: &str) -> El {
        self.put(text(value))
    }

    /// An element as child.
    #[inline(never)]
    #[expect(clippy::should_implement_trait, reason = "a child is added to a node; nobody looks for a sum of nodes")]
    pub fn add(self, child: El) -> El {
        self.put(child.done())
    }

    /// A child under a condition.
    #[inline(never)]
    pub fn maybe(self, child: Option<El>) -> El {
        self.put(child.map_or_else(nothing, El::done))
    }

    /// A node as child.
    #[inline(never)]
    pub fn put(mut self, child: Html) -> El {
        self.0.add_child(child);
        self
    }

    /// Nodes as children, in a list of their own.
    #[inline(never)]
    pub fn all(self, children: Vec<Html>) -> El {
        self.put(list(children))
    }

    /// A listener.
    #[inline(never)]
    pub fn on(mut self, kind: fn() -> ListenerKind, heard: Callback<web_sys::Event>) -> El {
        self.0.add_listener(Rc::new(On { kind, heard }));
        self
    }

    /// Sends a message on a click.
    #[inline(never)]
    pub fn click(self, link: &Link, msg: Msg) -> El {
        self.on(|| ListenerKind::onclick, send(link, msg))
    }

    /// Sends a message on a change.
    #[inline(never)]
    pub fn change(self, link: &Link, msg: Msg) -> El {
        self.on(|| ListenerKind::onchange, send(link, msg))
    }

    /// Where to find the element later.
    #[inline(never)]
    pub fn node(mut self, node: &NodeRef) -> El {
        self.0.node_ref = node.clone();
        self
    }

    /// What it is among its siblings.
    #[inline(never)]
    pub fn key(mut self, key: &str) -> El {
        self.0.key = Some(Key::from(key));
        self
    }

    /// Whether it is ticked: the property, not the attribute.
    #[inline(never)]
    pub fn checked(mut self, yes: bool) -> El {
        self.0.set_checked(yes);
        self
    }

    /// The finished node.
    #[inline(never)]
    pub fn done(self) -> Html {
        VNode::VTag(Rc::new(*self.0))
    }
}

/// Makes what a node describes without Yew, for what is made once and then copied. Listeners are not made: whoever uses it
/// listens around it.
pub fn build(node: &Html, parent: &web_sys::Node) -> Option<()> {
    let document = parent.owner_document()?;
    match node {
        VNode::VTag(tag) => {
            let space = match tag.tag() {
                "svg" | "path" => "http://www.w3.org/2000/svg",
                _ => "http://www.w3.org/1999/xhtml",
            };
            let element = document.create_element_ns(Some(space), tag.tag()).ok()?;
            for (name, value) in tag.attributes.iter() {
                element.set_attribute(name, value).ok()?;
            }
            build(tag.children()?, &element)?;
            parent.append_child(&element).ok()?;
        }
        VNode::VText(text) => {
            parent.append_child(&document.create_text_node(&text.text)).ok()?;
        }
        VNode::VList(list) => list.iter().try_for_each(|child| build(child, parent))?,
        _ => {}
    }
    Some(())
}

/// Waits, so that the browser draws and hears what the person does before what follows.
pub async fn pause(ms: i32) {
    let over = Promise::new(&mut |resolve, _| {
        let _ =
            web_sys::window().map(|window| window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms));
    });
    drop(JsFuture::from(over).await);
}

/// A callback that sends always the same message.
#[inline(never)]
pub fn send(link: &Link, msg: Msg) -> Callback<web_sys::Event> {
    let link = link.clone();
    Callback::from(move |_| link.send_message(msg.clone()))
}

/// A callback that makes a message of the event, or none.
pub fn hear(link: &Link, make: impl Fn(web_sys::Event) -> Option<Msg> + 'static) -> Callback<web_sys::Event> {
    let link = link.clone();
    Callback::from(move |event| {
        if let Some(msg) = make(event) {
            link.send_message(msg);
        }
    })
}

/// One kind of listener for all events: what an event is, is told by casting it.
struct On {
    /// Makes it: to copy one, of a hundred kinds, is 1.5 KB of WebAssembly.
    kind: fn() -> ListenerKind,
    heard: Callback<web_sys::Event>,
}

impl Listener for On {
    fn kind(&self) -> ListenerKind {
        (self.kind)()
    }

    fn handle(&self, event: web_sys::Event) {
        self.heard.emit(event);
    }

    fn passive(&self) -> bool {
        // As Yew's own listeners of these kinds: all of ours may prevent the default.
        false
    }
}
