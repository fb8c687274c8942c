using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Slack;

/// <summary>Conversations and people as Slack writes them.</summary>
internal static class SlackJson
{
    internal static JsonObject Of(SlackChannel channel, SlackWorld world)
    {
        if (channel.Kind == "im")
        {
            return new() { ["id"] = channel.Id, ["created"] = 1_700_000_000, ["is_im"] = true, ["is_org_shared"] = false, ["is_archived"] = false, ["user"] = channel.Person, ["is_user_deleted"] = false, ["priority"] = 0 };
        }

        var isPrivate = channel.Kind != "public_channel";
        return new()
        {
            ["id"] = channel.Id,
            ["name"] = channel.Name,
            ["is_channel"] = !isPrivate,
            ["is_group"] = isPrivate,
            ["is_im"] = false,
            ["is_mpim"] = channel.Kind == "mpim",
            ["is_private"] = isPrivate,
            ["created"] = 1_700_000_000,
            ["creator"] = SlackWorld.Ada,
            ["is_archived"] = channel.IsArchived,
            ["is_general"] = channel.Id == SlackWorld.General,
            ["unlinked"] = 0,
            ["name_normalized"] = channel.Name,
            ["is_shared"] = false,
            ["is_ext_shared"] = false,
            ["is_org_shared"] = false,
            ["is_member"] = channel.IsMember,
            ["updated"] = 1_700_000_000_000,
            ["context_team_id"] = world.Team,
            ["topic"] = new JsonObject { ["value"] = "", ["creator"] = "", ["last_set"] = 0 },
            ["purpose"] = new JsonObject { ["value"] = channel.About, ["creator"] = "", ["last_set"] = 0 },
            ["previous_names"] = new JsonArray(),
            ["num_members"] = 4,
        };
    }

    internal static JsonObject Of(SlackPerson person, SlackCall call)
    {
        var profile = new JsonObject { ["title"] = person.Title, ["real_name"] = person.RealName, ["display_name"] = person.Name, ["image_192"] = "https://avatars.slack-edge.com/sandbox.png", ["team"] = call.World.Team };
        if (call.Token.Scopes.Contains("users:read.email") && !person.IsBot)
        {
            profile["email"] = $"{person.Name}@sandbox.example";
        }

        var json = new JsonObject { ["id"] = person.Id, ["team_id"] = call.World.Team, ["name"] = person.Name, ["deleted"] = person.HasLeft, ["profile"] = profile, ["is_bot"] = person.IsBot, ["is_app_user"] = false, ["updated"] = 1_700_000_000 };
        if (!person.HasLeft)
        {
            (json["real_name"], json["tz"], json["tz_label"], json["tz_offset"], json["is_admin"], json["is_owner"], json["is_restricted"], json["is_ultra_restricted"]) =
                (person.RealName, "Europe/Vienna", "Central European Time", 3_600, person.Id == SlackWorld.Ada, false, person.IsGuest, false);
        }

        return json;
    }
}
