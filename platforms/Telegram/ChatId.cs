using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Squaremcp.Platforms.Telegram;

/// <summary>Whom a message goes to: a chat's number (groups and channels have negative ones) or a public @name.</summary>
/// <param name="Text">As it was given.</param>
internal sealed partial record ChatId(string Text)
{
    /// <summary>One form for one chat, so that @News and @news are the same recipient.</summary>
    internal string Canonical => Text.ToLowerInvariant();

    internal static ChatId? Parse(string text) => Name().IsMatch(text) || (Number().IsMatch(text) && long.TryParse(text, CultureInfo.InvariantCulture, out _)) ? new(text) : null;

    /// <exception cref="ToolException">It is neither.</exception>
    internal static ChatId Of(string text) => Parse(text.Trim()) ?? throw new ToolException(new(
        ToolErrorKind.InvalidArgument, "`chat_id` must be a chat's number, such as 123456789 or -1001234567890, or a public name with @, such as @example_channel. telegram_get_updates tells the chats that wrote to the bot.")
    { Argument = "chat_id" });

    internal JsonNode ToJson() => Text[0] == '@' ? JsonValue.Create(Text) : JsonValue.Create(long.Parse(Text, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^@[A-Za-z][A-Za-z0-9_]{3,31}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"^-?[1-9][0-9]{0,18}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
