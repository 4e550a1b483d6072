//! Items as steps name them.

use cred_core::id::ItemId;
use schemars::JsonSchema;
use serde::Deserialize;

/// Items of the facility's forms: one id in quotes, or a list of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Items(pub Vec<ItemId>);

impl Items {
    /// Which.
    #[must_use]
    pub fn ids(&self) -> &[ItemId] {
        &self.0
    }
}

impl JsonSchema for Items {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Items".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" }, "minItems": 1 }]
        })
    }
}

impl<'de> Deserialize<'de> for Items {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMore;
        impl<'de> serde::de::Visitor<'de> for OneOrMore {
            type Value = Items;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the id of a privilege in quotes, or a list of them")
            }

            fn visit_str<E: serde::de::Error>(self, id: &str) -> Result<Items, E> {
                ItemId::parse(id).map(|id| Items(vec![id])).map_err(E::custom)
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut items: A) -> Result<Items, A::Error> {
                let mut ids: Vec<ItemId> = Vec::new();
                while let Some(id) = items.next_element()? {
                    ids.push(id);
                }
                if ids.is_empty() {
                    return Err(serde::de::Error::custom("the list is empty: name at least one"));
                }
                Ok(Items(ids))
            }
        }
        deserializer.deserialize_any(OneOrMore)
    }
}
