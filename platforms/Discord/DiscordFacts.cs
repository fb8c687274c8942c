namespace Squaremcp.Platforms.Discord;

/// <summary>What Discord is, as data.</summary>
internal static class DiscordFacts
{
    internal const string Title = "Discord";

    internal const string Host = "discord.com";

    /// <summary>By Discord's numbers; the same words as in its documentation.</summary>
    internal static string Channel(long? type) => type switch
    {
        0 => "text",
        1 => "direct",
        2 => "voice",
        3 => "group_direct",
        4 => "category",
        5 => "announcement",
        10 or 11 or 12 => "thread",
        13 => "stage",
        14 => "directory",
        15 => "forum",
        16 => "media",
        _ => "other",
    };

    /// <summary>False of those that hold other channels or threads, and no messages of their own.</summary>
    internal static bool TakesMessages(string kind) => kind is not ("category" or "directory" or "forum" or "media");

    /// <summary>Discord turns away programs that do not say so who they are (https://docs.discord.com/developers/reference#user-agent).</summary>
    internal static string UserAgent(string bot) => $"DiscordBot (https://discord.com/users/{bot}, 1.0)";
}
