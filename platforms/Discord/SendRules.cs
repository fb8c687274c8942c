using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Squaremcp.Platforms.Discord;

/// <summary>Discord's rules for what is sent and asked, kept before anything leaves, and by a rehearsal too.</summary>
internal static partial class SendRules
{
    /// <summary>For bots; the published description says 4,000, which is for people who pay.</summary>
    internal const int MostContent = 2_000;

    private const int MostMentions = 100, NonceLength = 25, SuppressEmbeds = 1 << 2, SuppressNotifications = 1 << 12;

    /// <summary>The body of the request that makes the message.</summary>
    /// <param name="call">Names the call, so that Discord knows the same message again.</param>
    /// <exception cref="ToolException">Discord would refuse it.</exception>
    internal static JsonObject Message(SendMessage send, string call)
    {
        var mentions = new JsonObject { ["parse"] = new JsonArray(), ["replied_user"] = false };
        if (send.MentionUserIds is { Count: > 0 } people)
        {
            mentions["users"] = people.Count > MostMentions || people.Distinct().Count() < people.Count
                ? throw Wrong("mention_user_ids", $"`mention_user_ids` must be {MostMentions} ids at most, each once.")
                : new JsonArray([.. people.Select(person => (JsonNode)Id("mention_user_ids", person))]);
        }

        var message = new JsonObject { ["content"] = Content(send.Content), ["allowed_mentions"] = mentions };
        if (send.ReplyToMessageId is { } answered)
        {
            message["message_reference"] = new JsonObject { ["message_id"] = Id("reply_to_message_id", answered), ["fail_if_not_exists"] = true };
        }

        if (((send.DisableLinkPreview ? SuppressEmbeds : 0) | (send.DisableNotification ? SuppressNotifications : 0)) is > 0 and var flags)
        {
            message["flags"] = flags;
        }

        (message["nonce"], message["enforce_nonce"]) = (Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(call)))[..NonceLength], true);
        return message;
    }

    internal static string Id(string argument, string given) =>
        given.Trim() is var id && Snowflake().IsMatch(id) ? id : throw Wrong(argument, $"`{argument}` must be the digits of an id, as another Discord tool told it, for example 1310000000000000001.");

    internal static int Length(string content) => content.EnumerateRunes().Count();

    private static string Content(string content) =>
        string.IsNullOrWhiteSpace(content) ? throw Wrong("content", "`content` has nothing visible in it.")
        : Length(content) is > MostContent and var length ? throw Wrong("content", $"`content` has {length} characters; {MostContent} are allowed. Send it in several messages.")
        : content;

    internal static ToolException Wrong(string argument, string sentence) => new(new(ToolErrorKind.InvalidArgument, sentence) { Argument = argument });

    [GeneratedRegex(@"^[1-9][0-9]{14,19}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Snowflake();
}
