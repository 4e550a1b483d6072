//! Lists whose entries may be brief: a text in quotes where a table would say nothing more.

/// A list of tables of which each may be a text alone.
macro_rules! texts_or_tables {
    ($(#[$doc:meta])* $name:ident of $table:ident, |$text:ident| $brief:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $name(pub Vec<$table>);

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Entry($table);
                impl<'de> serde::Deserialize<'de> for Entry {
                    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                        struct Words;
                        impl<'de> serde::de::Visitor<'de> for Words {
                            type Value = Entry;

                            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                                f.write_str("a text in quotes, or a table in `{ }`")
                            }

                            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Entry, E> {
                                let $text = text.to_owned().try_into().map_err(E::custom)?;
                                Ok(Entry($brief))
                            }

                            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Entry, A::Error> {
                                let map = serde::de::value::MapAccessDeserializer::new(map);
                                <$table as serde::Deserialize>::deserialize(map).map(Entry)
                            }
                        }
                        deserializer.deserialize_any(Words)
                    }
                }
                let entries: Vec<Entry> = serde::Deserialize::deserialize(deserializer)?;
                Ok(Self(entries.into_iter().map(|entry| entry.0).collect()))
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let table = generator.subschema_for::<$table>();
                schemars::json_schema!({
                    "type": "array",
                    "items": { "anyOf": [{ "type": "string" }, table] }
                })
            }
        }
    };
}

pub(crate) use texts_or_tables;

/// One text in quotes, or a list of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(pub Vec<String>);

impl<'de> serde::Deserialize<'de> for Names {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMore;
        impl<'de> serde::de::Visitor<'de> for OneOrMore {
            type Value = Names;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a name in quotes, or a list of them")
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Names, E> {
                Ok(Names(vec![name.to_owned()]))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut items: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = items.next_element()? {
                    names.push(name);
                }
                Ok(Names(names))
            }
        }
        deserializer.deserialize_any(OneOrMore)
    }
}

impl schemars::JsonSchema for Names {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Names".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
    }
}
