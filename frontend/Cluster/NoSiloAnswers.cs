using Squaremcp.Frontend.Api;

namespace Squaremcp.Frontend.Cluster;

/// <summary>While there is no silo nothing can be answered but how the process itself is: everything else is told so at once, and when to come again. What a lost silo leaves unfinished is told too.</summary>
internal sealed partial class NoSiloAnswers(Silos silos, ILogger<NoSiloAnswers> logger) : IStartupFilter
{
    private const string Seconds = "5";
    private const string Nothing = "The gateway cannot reach its engine at the moment. Nothing was done. Try again in a few seconds; if it lasts, tell the operator.";
    private const string Unfinished = "The gateway could not finish this. Look before you repeat a change; what only reads can be asked again in a few seconds.";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(AnswerAsync);
        next(app);
    };

    private async Task AnswerAsync(HttpContext context, RequestDelegate rest)
    {
        if (!silos.AreThere && !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) && context.Request.Path != "/metrics" && !await silos.AreThereSoonAsync(context.RequestAborted))
        {
            await TellAsync(context, Nothing);
            return;
        }

        try
        {
            await rest(context);
        }
        catch (Exception lost) when (lost is OrleansException or TimeoutException && !context.Response.HasStarted)
        {
            NotFinished(context.Request.Path, lost);
            context.Response.Clear();
            await TellAsync(context, Unfinished);
        }
    }

    private static Task TellAsync(HttpContext context, string why)
    {
        context.Response.Headers.RetryAfter = Seconds;
        context.Response.Headers.CacheControl = "no-store";
        return Problems.Of(StatusCodes.Status503ServiceUnavailable, why).ExecuteAsync(context);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} was not finished: the silos did not answer.")]
    private partial void NotFinished(string path, Exception exception);
}
