namespace Squaremcp.Platforms.Meta;

/// <summary>Trying a connection by asking who it is.</summary>
internal static class GraphCheck
{
    /// <param name="what">What is asked for, for example <c>page</c>.</param>
    /// <param name="who">Asks, and tells its name.</param>
    internal static async Task<IReadOnlyList<CheckResult>> RunAsync(string what, Func<Task<string>> who)
    {
        try
        {
            return [new("reachable", true), new(what, true, await who())];
        }
        catch (ToolException failed) when (failed.Error.Kind is ToolErrorKind.PlatformUnavailable or ToolErrorKind.RateLimited)
        {
            return [new("reachable", false, failed.Error.Message)];
        }
        catch (ToolException failed)
        {
            return [new("reachable", true), new(what, false, failed.Error.Message)];
        }
    }
}
