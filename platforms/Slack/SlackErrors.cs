using System.Text.Json;
using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.Slack;

/// <summary>What Slack's refusals mean: one word of a long and open list, with status 200.</summary>
internal static class SlackErrors
{
    private const string Forms = "SQUAREMCP__Platforms__Slack__BaseUrl and SQUAREMCP__Platforms__Slack__Host";

    private static readonly string[] DeadTokens = ["token_expired", "invalid_auth", "token_revoked", "account_inactive", "not_authed", "team_access_not_granted", "user_removed_from_team"];

    private static readonly string[] Troubles = ["internal_error", "fatal_error", "service_unavailable"];

    private static readonly Dictionary<string, (ToolErrorKind Kind, string? Argument, string Says)> Known = new(StringComparer.Ordinal)
    {
        ["channel_not_found"] = (ToolErrorKind.NotFound, "channel", "Slack knows no such channel or person, or the app may not see it: a private channel is hidden until somebody in it invites the app. slack_list_channels tells those it sees."),
        ["thread_not_found"] = (ToolErrorKind.NotFound, "thread_ts", "There is no such message in that channel. Take thread_ts, or ts of a message that has replies, from slack_get_history."),
        ["user_not_found"] = (ToolErrorKind.NotFound, "user", "Slack knows no such person in this workspace. slack_list_users tells the ids."),
        ["user_not_visible"] = (ToolErrorKind.NotFound, "user", "The app may not see that person."),
        ["users_not_found"] = (ToolErrorKind.NotFound, "user", "Slack knows no such person in this workspace. slack_list_users tells the ids."),
        ["not_in_channel"] = (ToolErrorKind.NotPermittedByPlatform, "channel", "The app is not in that channel. Somebody in it must invite it (/invite and its @name)."),
        ["is_archived"] = (ToolErrorKind.NotPermittedByPlatform, "channel", "That channel is archived: nobody can write there until it is taken out of the archive."),
        ["channel_is_limited_access"] = (ToolErrorKind.NotPermittedByPlatform, "channel", "That channel is kept from this app by the workspace's administrators."),
        ["method_not_supported_for_channel_type"] = (ToolErrorKind.NotPermittedByPlatform, "channel", "Slack does not do this in that kind of conversation."),
        ["messages_tab_disabled"] = (ToolErrorKind.NotPermittedByPlatform, "channel", "The app takes no direct messages: its owner must switch on its Messages tab at api.slack.com."),
        ["message_limit_exceeded"] = (ToolErrorKind.NotPermittedByPlatform, null, "The workspace has reached the number of messages its plan allows."),
        ["no_permission"] = (ToolErrorKind.NotPermittedByPlatform, null, "The app may not do this in this workspace."),
        ["not_allowed_token_type"] = (ToolErrorKind.NotPermittedByPlatform, null, "Slack does not let an app's own token do this."),
        ["access_denied"] = (ToolErrorKind.NotPermittedByPlatform, null, "Slack does not let the app at this."),
        ["ekm_access_denied"] = (ToolErrorKind.NotPermittedByPlatform, null, "The workspace's administrators have switched off messages to that channel."),
        ["app_access_restricted"] = (ToolErrorKind.NotPermittedByPlatform, null, "The workspace's administrators let nobody use this app for that."),
        ["org_login_required"] = (ToolErrorKind.NotPermittedByPlatform, null, "The workspace is being moved into an organisation; a person must sign in there first."),
        ["team_not_found"] = (ToolErrorKind.InvalidArgument, "team_id", "Slack knows no such workspace."),
        ["missing_argument"] = (ToolErrorKind.InvalidArgument, "team_id", "The app is installed for a whole organisation: say with `team_id` which workspace."),
        ["no_text"] = (ToolErrorKind.InvalidArgument, "text", "The message has nothing in it that Slack shows."),
        ["msg_too_long"] = (ToolErrorKind.InvalidArgument, "text", "The message is longer than Slack takes. Send it in several."),
        ["msg_blocks_too_long"] = (ToolErrorKind.InvalidArgument, "text", "The message is longer than Slack takes. Send it in several."),
        ["invalid_blocks"] = (ToolErrorKind.InvalidArgument, "text", "Slack cannot read the marks in the text. Leave `format` out to send it as it is."),
        ["cannot_reply_to_message"] = (ToolErrorKind.InvalidArgument, "thread_ts", "Nobody can reply to that message. Leave `thread_ts` out."),
        ["invalid_cursor"] = (ToolErrorKind.InvalidArgument, "cursor", "Slack does not know that place any more. Leave `cursor` out to start over."),
        ["invalid_limit"] = (ToolErrorKind.InvalidArgument, "limit", "Slack does not take that number. Use a smaller one."),
        ["limit_required"] = (ToolErrorKind.InvalidArgument, "limit", "The workspace is so large that Slack asks for a smaller `limit`."),
        ["invalid_ts_oldest"] = (ToolErrorKind.InvalidArgument, "oldest", "Slack cannot read that time."),
        ["invalid_ts_latest"] = (ToolErrorKind.InvalidArgument, "latest", "Slack cannot read that time."),
        ["request_timeout"] = (ToolErrorKind.PlatformUnavailable, null, "Slack did not get the request whole. Try again."),
        ["team_added_to_org"] = (ToolErrorKind.PlatformUnavailable, null, "The workspace is being moved into an organisation. Try again later."),
    };

    internal static ToolError Garbled => new(ToolErrorKind.PlatformUnavailable, "Slack answered something that is not what it documents, perhaps cut off. Nothing was changed; try again later.");

    /// <summary>Not found before it was asked for: the app was connected, but not for this.</summary>
    /// <param name="scopes">In Slack's words.</param>
    internal static ToolError NotGranted(string scopes) => new(
        ToolErrorKind.NeedsReconnection,
        $"This Slack workspace was connected without the right to do this ({scopes}). Nothing was done. Call square_connect_platform and ask the person you work for to connect it again; perhaps the operator must first add the right to the app at api.slack.com.");

    /// <returns>Null where it is no refusal of Slack's: a success that is none. outcome_unknown where Slack says that it stumbled on the way.</returns>
    internal static ToolError? Of(PlatformAnswer answer)
    {
        var body = LooseJson.Parse(answer.Body);
        return (int)answer.Status switch
        {
            429 => Limited(answer),
            >= 500 => answer.Error(SlackFacts.Title),
            _ when body?.Words("error") is { Length: > 0 } word => Of(word, body.Value, answer),
            >= 200 and < 300 => null,
            _ => new(ToolErrorKind.PlatformUnavailable, $"What answers at Slack's address is not its API (status {(int)answer.Status}). Nothing was done. The operator should look at {Forms}."),
        };
    }

    private static ToolError Of(string word, JsonElement body, PlatformAnswer answer)
    {
        if (Known.TryGetValue(word, out var known))
        {
            return new(known.Kind, $"{known.Says} Nothing was done.") { Argument = known.Argument };
        }

        return word switch
        {
            "ratelimited" or "rate_limited" => Limited(answer),
            "missing_scope" => NotGranted(Plain(body.Words("needed") ?? "which one, Slack does not say")),
            _ when DeadTokens.Contains(word) => new(ToolErrorKind.NeedsReconnection, $"Slack does not accept this connection any more ({word}): the app was removed, or its token ended. Nothing was done. Call square_connect_platform and ask the person you work for to connect the workspace again.") { IsTokenRefused = true },
            _ when Troubles.Contains(word) => new(ToolErrorKind.OutcomeUnknown, $"Slack stumbled ({word})."),
            _ when word.StartsWith("restricted_action", StringComparison.Ordinal) || word.StartsWith("slack_connect_", StringComparison.Ordinal) =>
                new(ToolErrorKind.NotPermittedByPlatform, $"The workspace's administrators do not let the app do this there ({Plain(word)}). Nothing was done."),
            _ => new(ToolErrorKind.NotPermittedByPlatform, $"Slack refused this with the word {Plain(word)}. Nothing was done."),
        };
    }

    private static ToolError Limited(PlatformAnswer answer) =>
        new(ToolErrorKind.RateLimited, "Slack takes no more calls of this kind from the app in this workspace for now. Nothing was done. Many apps may read messages only once a minute.") { RetryAfter = answer.RetryAfter ?? TimeSpan.FromSeconds(30) };

    /// <summary>Slack's words are words; what else may stand there is not repeated.</summary>
    private static string Plain(string words) => string.Concat(words.Take(120).Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or ':' or ',' or '.' or ' '));
}
