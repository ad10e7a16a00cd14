//! A schema with what it refers to, as if all of it were written in one place.

use super::tree::Tree;

/// A schema refers to others this often at most.
const MAX_PARTS: usize = 64;

/// A schema: what it says itself, what `$ref` and `allOf` add, and the first of `anyOf` or `oneOf`
/// that is not null.
pub(super) struct View<'a> {
    parts: Vec<&'a Tree>,
    /// A reference that leads nowhere, outside the document or to itself.
    broken: Option<&'a str>,
    is_nullable: bool,
}

impl<'a> View<'a> {
    pub(super) fn new(root: &'a Tree, schema: &'a Tree) -> Self {
        let mut view = Self { parts: Vec::new(), broken: None, is_nullable: false };
        view.add(root, schema);
        view.is_nullable |= view.types().any(|kind| kind == "null")
            || view.get("nullable") == Some(&Tree::Boolean(true))
            || view.get("enum").and_then(Tree::list).is_some_and(|list| list.contains(&Tree::Null));
        view
    }

    fn add(&mut self, root: &'a Tree, schema: &'a Tree) {
        if self.parts.len() == MAX_PARTS {
            return;
        }
        self.parts.push(schema);
        if let Some(reference) = schema.get("$ref").and_then(Tree::text) {
            let target = reference.strip_prefix('#').and_then(|pointer| root.at(&decoded(pointer)));
            match target
                .filter(|target| !self.parts.iter().any(|part| std::ptr::eq(*part, *target)))
            {
                Some(target) => self.add(root, target),
                None => self.broken = Some(reference),
            }
        }
        for part in schema.get("allOf").and_then(Tree::list).unwrap_or_default() {
            self.add(root, part);
        }
        for ways in ["anyOf", "oneOf"].iter().filter_map(|name| schema.get(name)?.list()) {
            let is_null = |way: &&Tree| way.get("type").and_then(Tree::text) == Some("null");
            self.is_nullable |= ways.iter().any(|way| is_null(&way));
            if let Some(way) = ways.iter().find(|way| !is_null(way)) {
                self.add(root, way);
            }
        }
    }

    /// The schema, and those that it refers to.
    pub(super) fn parts(&self) -> impl Iterator<Item = &'a Tree> {
        self.parts.iter().copied()
    }

    /// A keyword, by the first of the schemas that has it.
    pub(super) fn get(&self, keyword: &str) -> Option<&'a Tree> {
        self.parts.iter().find_map(|part| part.get(keyword))
    }

    pub(super) fn text(&self, keyword: &str) -> Option<&'a str> {
        self.get(keyword)?.text()
    }

    /// A keyword that is a whole number of 0 or more.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked")]
    pub(super) fn count(&self, keyword: &str) -> Option<u32> {
        let count = self.get(keyword)?.number()?;
        (0.0..=f64::from(u32::MAX)).contains(&count).then_some(count as u32)
    }

    /// All properties; one may come twice.
    pub(super) fn properties(&self) -> impl Iterator<Item = &'a (String, Tree)> {
        self.parts.iter().filter_map(|part| part.get("properties")?.object()).flatten()
    }

    /// The names of properties that every object has.
    pub(super) fn required(&self) -> Vec<&'a str> {
        let lists = self.parts.iter().filter_map(|part| part.get("required")?.list());
        lists.flatten().filter_map(Tree::text).collect()
    }

    fn types(&self) -> impl Iterator<Item = &'a str> {
        let own = self.get("type");
        let list = own.and_then(Tree::list).unwrap_or_default();
        own.and_then(Tree::text).into_iter().chain(list.iter().filter_map(Tree::text))
    }

    /// The type of its values; by its other keywords, if it does not say.
    pub(super) fn kind(&self) -> &'a str {
        let said = self.types().find(|kind| *kind != "null");
        let has = |keywords: &[&str]| keywords.iter().any(|keyword| self.get(keyword).is_some());
        let listed = || match self.listed().first() {
            Some(Tree::Number(_)) => "number",
            Some(Tree::Boolean(_)) => "boolean",
            _ => "string",
        };
        match said {
            Some(kind) => kind,
            None if has(&["properties", "additionalProperties"]) => "object",
            None if has(&["items", "prefixItems"]) => "array",
            None if has(&["minimum", "maximum", "multipleOf"]) => "number",
            None => listed(),
        }
    }

    /// The only values that are allowed, but for null; none if all are.
    pub(super) fn listed(&self) -> Vec<&'a Tree> {
        let list = self.get("enum").and_then(Tree::list).unwrap_or_default();
        let one = self.get("const").into_iter();
        list.iter().chain(one).filter(|value| **value != Tree::Null).collect()
    }

    pub(super) fn is_nullable(&self) -> bool {
        self.is_nullable
    }

    pub(super) fn is_broken(&self) -> bool {
        self.broken.is_some()
    }

    /// What a broken reference is, for people.
    pub(super) fn reference(&self) -> String {
        format!("what {} refers to", self.broken.unwrap_or_default())
    }
}

/// A fragment without its percent signs.
fn decoded(fragment: &str) -> String {
    let mut pieces = fragment.split('%');
    let mut bytes: Vec<u8> = pieces.next().unwrap_or_default().into();
    for piece in pieces {
        match piece.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend_from_slice(&piece.as_bytes()[2..]);
            }
            None => bytes.extend([b"%", piece.as_bytes()].concat()),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
