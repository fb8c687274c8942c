namespace Squaremcp.Platforms.Telegram;

/// <summary>Tries a connection: whether Telegram answers, takes the token, and knows the bot by the name that was given.</summary>
internal static class BotCheck
{
    internal static async Task<IReadOnlyList<CheckResult>> RunAsync(Bot bot, ConnectedBot connected, CancellationToken cancellationToken)
    {
        try
        {
            var me = await bot.IdentityAsync(cancellationToken);
            return
            [
                new("reachable", true),
                new("token", true, me.Username),
                connected.Username is null || connected.Username.Equals(me.Username, StringComparison.OrdinalIgnoreCase)
                    ? new("name", true)
                    : new("name", false, $"This is the token of {me.Username}, not of {connected.Username}. Connect again with the token of the bot you mean, or without `username`."),
            ];
        }
        catch (ToolException failed) when (failed.Error.Kind is ToolErrorKind.NeedsReconnection or ToolErrorKind.NotPermittedByPlatform or ToolErrorKind.InvalidArgument)
        {
            return [new("reachable", true), new("token", false, failed.Error.Message)];
        }
        catch (ToolException failed)
        {
            return [new("reachable", false, failed.Error.Message)];
        }
    }
}
