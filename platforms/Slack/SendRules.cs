using System.Globalization;
using System.Text.RegularExpressions;

namespace Squaremcp.Platforms.Slack;

/// <summary>Slack's rules for what is sent and asked, kept before anything leaves, and by a rehearsal too.</summary>
internal static partial class SendRules
{
    internal const string Markdown = "markdown", Mrkdwn = "mrkdwn";

    /// <summary>Slack cuts what is longer; it asks apps to stay below the second number.</summary>
    internal const int MostText = 40_000, GoodText = 4_000, MostMarkdown = 12_000;

    /// <summary>The form of chat.postMessage.</summary>
    /// <exception cref="ToolException">Slack would refuse or cut it.</exception>
    internal static List<KeyValuePair<string, string>> Form(SendMessage send)
    {
        List<KeyValuePair<string, string>> form = [new("channel", Channel(send.Channel)), .. Text(send)];
        if (send.ThreadTs is { } thread)
        {
            form.Add(new("thread_ts", Ts("thread_ts", thread)));
        }

        if (send.AlsoToChannel)
        {
            form.Add(send.ThreadTs is null ? throw Wrong("also_to_channel", "`also_to_channel` is for replies: give `thread_ts` too, or leave it out.") : new("reply_broadcast", "true"));
        }

        if (send.DisableLinkPreview)
        {
            form.AddRange([new("unfurl_links", "false"), new("unfurl_media", "false")]);
        }

        return form;
    }

    internal static string Channel(string given) => given.Trim() is var id && Conversation().IsMatch(id)
        ? id
        : throw Wrong("channel", "`channel` must be an id as slack_list_channels tells it, such as C0123456789, or a person's from slack_list_users, such as U0123456789; not a #name.");

    internal static string User(string given) => given.Trim() is var id && Person().IsMatch(id) ? id : throw Wrong("user", "`user` must be a person's id as other Slack tools tell it, such as U0123456789.");

    /// <summary>Messages are told apart by a time that is text; as a number it would lose its last digits.</summary>
    internal static string Ts(string argument, string given) => Stamp().IsMatch(given) ? given : throw Wrong(argument, $"`{argument}` must be the ts of a message, letter for letter, such as 1763719200.000100.");

    /// <summary>A moment, or the ts of a message.</summary>
    internal static string Time(string argument, string given) => Stamp().IsMatch(given) ? given
        : DateTimeOffset.TryParse(given, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) && at > DateTimeOffset.UnixEpoch
            ? string.Create(CultureInfo.InvariantCulture, $"{at.ToUnixTimeSeconds()}.{at.Ticks % TimeSpan.TicksPerSecond / 10:000000}")
            : throw Wrong(argument, $"`{argument}` must be a moment such as 2026-11-21T09:30:00Z, or the ts of a message.");

    /// <summary>Only these three signs mean something to Slack (https://docs.slack.dev/messaging/formatting-message-text#escaping).</summary>
    private static string Escaped(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static IEnumerable<KeyValuePair<string, string>> Text(SendMessage send)
    {
        var text = send.Format is null ? Escaped(send.Text) : send.Text;
        var most = send.Format == Markdown ? MostMarkdown : MostText;
        return string.IsNullOrWhiteSpace(text) ? throw Wrong("text", "`text` has nothing visible in it.")
            : text.Length > most ? throw Wrong("text", $"`text` has {text.Length} characters{(text.Length > send.Text.Length ? " as Slack counts (each & 5, each < or > 4)" : "")}; {most} are allowed{(send.Format == Markdown ? " in Markdown" : "")}. Send it in several messages.")
            : send.Format switch
            {
                Markdown => [new("markdown_text", text)],
                Mrkdwn => [new("text", text)],
                _ => [new("text", text), new("mrkdwn", "false")],
            };
    }

    private static ToolException Wrong(string argument, string sentence) => new(new(ToolErrorKind.InvalidArgument, sentence) { Argument = argument });

    [GeneratedRegex(@"^[CDGUW][A-Z0-9]{2,30}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Conversation();

    [GeneratedRegex(@"^[UW][A-Z0-9]{2,30}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Person();

    [GeneratedRegex(@"^[0-9]{9,11}\.[0-9]{6}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Stamp();
}
