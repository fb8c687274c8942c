using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Squaremcp.Customers;
using Squaremcp.Frontend.Tools;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Cluster;

/// <summary>
/// Every call of this frontend to a grain goes through here; which are made again, and when, <see cref="RepeatRule"/> says. Orleans does not tell a client that the silo is gone which its call was under way to:
/// the call would wait out its whole time limit (seen: 55 s). So a connection that breaks is taken as the sign for all that is under way, and what can be asked again is asked again.
/// </summary>
internal sealed partial class Repeats(Silos silos, IServiceProvider services, TimeProvider clock, ILogger<Repeats> logger) : IOutgoingGrainCallFilter
{
    /// <summary>An answer that is on its way still comes.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    private static readonly ConcurrentDictionary<MethodInfo, bool> Reading = new();
    private static readonly AsyncLocal<bool> IsRepeat = new();

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (IsRepeat.Value || !IsRepeatable(context))
        {
            await context.Invoke();
            return;
        }

        await AskAsync(context);
    }

    private async Task AskAsync(IOutgoingGrainCallContext context)
    {
        var (began, loss) = (clock.GetTimestamp(), silos.Loss);
        var first = context.Invoke();
        var (lost, failure) = await EndAsync(first, loss, () => null);
        for (var attempts = 1; ; attempts++)
        {
            if (RepeatRule.Wait(lost, attempts, clock.GetElapsedTime(began)) is not { } pause)
            {
                failure?.Throw();
                return;
            }

            var why = failure?.SourceException.Message.Split('\n')[0] ?? "an attempt before it has it in hand";
            Again(context.InterfaceName, context.MethodName, attempts, why);
            await Task.Delay(pause, clock);
            loss = silos.Loss;
            var again = RepeatAsync(context);
            (lost, failure) = await EndAsync(again, loss, () => again.Result);
            if (again.IsCompletedSuccessfully)
            {
                context.Result = again.Result;
            }
        }
    }

    /// <summary>How an attempt ended, or that it must be given up.</summary>
    private async Task<(Lost Lost, ExceptionDispatchInfo? Failure)> EndAsync(Task attempt, Task loss, Func<object?> result)
    {
        if (await Task.WhenAny(attempt, loss) == loss && await Task.WhenAny(attempt, Task.Delay(Grace, clock)) != attempt)
        {
            return (Lost.Silo, ExceptionDispatchInfo.Capture(new SiloUnavailableException("A silo was lost while it had this call, and there was no answer in time.")));
        }

        return attempt.Exception?.InnerException is { } failure ? (LostBy(failure), ExceptionDispatchInfo.Capture(failure))
            : attempt.IsCanceled ? (Lost.No, ExceptionDispatchInfo.Capture(new TaskCanceledException(attempt)))
            : (result() is ToolOutcome { Failure.Kind: FailureKind.InProgress } ? Lost.InHand : Lost.No, null);
    }

    /// <summary>The same call, made anew: the first one's context may still be waiting.</summary>
    private static async Task<object?> RepeatAsync(IOutgoingGrainCallContext context)
    {
        IsRepeat.Value = true;
        var arguments = Enumerable.Range(0, context.Request.GetArgumentCount()).Select(context.Request.GetArgument).ToArray();
        var asked = (Task)context.InterfaceMethod.Invoke(context.Grain, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
        await asked;
        return asked.GetType().GetProperty(nameof(Task<>.Result))!.GetValue(asked);
    }

    private static Lost LostBy(Exception failure) => failure switch
    {
        TimeoutException => Lost.Timeout,
        OrleansMessageRejectionException or ClientNotAvailableException or Orleans.Runtime.Messaging.ConnectionFailedException => Lost.Silo,
        _ => Lost.No,
    };

    private bool IsRepeatable(IOutgoingGrainCallContext context) =>
        context.MethodName == nameof(ICustomerGrain.CallTool) && context.Request.GetArgument(0) is ToolCall call
            ? services.GetRequiredService<ToolList>().IsReadOnly(call.Tool) || call.IdempotencyKey is not null || HasKey(call.Arguments)
            : Reading.GetOrAdd(context.InterfaceMethod, static method => method.IsDefined(typeof(ReadsAttribute)));

    /// <summary>The key may stand among the arguments, which nobody has read yet on this side.</summary>
    private static bool HasKey(string arguments)
    {
        try
        {
            return arguments.Contains("idempotency_key", StringComparison.Ordinal)
                && JsonElement.Parse(arguments) is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty("idempotency_key", out var key) && key.ValueKind == JsonValueKind.String;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Interface}.{Method} is asked again after attempt {Attempt}: {Why}")]
    private partial void Again(string @interface, string method, int attempt, string why);
}
