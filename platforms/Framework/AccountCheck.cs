namespace Squaremcp.Platforms;

/// <summary>Tries a connection by asking the platform whose it is.</summary>
internal static class AccountCheck
{
    /// <param name="name">Asks; answers what a person recognises the account by.</param>
    /// <param name="what">What is asked for, for example <c>page</c>.</param>
    internal static async Task<IReadOnlyList<CheckResult>> RunAsync(Func<Task<string>> name, string what = "account")
    {
        try
        {
            return [new("reachable", true), new(what, true, await name())];
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
