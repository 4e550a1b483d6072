# The same question in Rego. The numbers are those of `Reason`.
package may

import rego.v1

within(spans) if {
	some span in spans
	span[0] <= input.at
	input.at < span[1]
}

provider := data.providers[input.provider]

staff := provider.staff[input.facility]

grant := staff.grants[input.item]

licence := provider.licences[input.state]

asks := data.items[input.item]

on_leave if within(staff.leave)

overstayed if within(staff.overstayed)

suspended if within(staff.suspended)

present if {
	staff
	not on_leave
	not overstayed
	not suspended
}

held if {
	grant
	not within(grant.suspended)
}

registered if {
	within(licence.licence)
	within(licence.dea)
}

reasons contains 0 if not within(provider.approved)

reasons contains 1 if not staff

reasons contains 2 if {
	present
	input.at < staff.term[0]
}

reasons contains 3 if {
	present
	input.at >= staff.term[1]
}

reasons contains 4 if on_leave

reasons contains 5 if overstayed

reasons contains 6 if suspended

reasons contains 7 if {
	licence
	not within(licence.licence)
}

reasons contains 8 if not within(provider.insurance)

reasons contains 9 if within(provider.excluded)

reasons contains 10 if not grant

reasons contains 11 if {
	held
	input.at < grant.term[0]
}

reasons contains 12 if {
	held
	input.at >= grant.term[1]
}

reasons contains 13 if within(grant.suspended)

reasons contains 14 if {
	held
	grant.term[0] <= input.at
	input.at < grant.term[1]
	not grant.sites[input.place]
}

reasons contains 15 if {
	grant
	not within(provider.certificate)
}

reasons contains 16 if {
	grant
	asks.needs == "board"
	not within(provider.board)
}

reasons contains 17 if {
	grant
	asks.needs == "dea"
	not registered
}

reasons contains 18 if {
	asks.needs == "resource"
	within(data.outages[input.site][asks.resource])
}
