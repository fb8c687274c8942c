using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Squaremcp.Platforms;

internal static class BoundPublish
{
    /// <summary>The most UTF-8 bytes of a step's state as JSON: enough for the upload addresses and receipts of a LinkedIn video in 125 parts.</summary>
    internal const int MostState = 64 * 1024;

    /// <summary>The most characters it can have when it is sealed, in base 64.</summary>
    internal const int MostSealed = MostState * 2;
}

/// <summary>A publish tool bound to its steps. A step's state is sealed for its customer and tool, so that an upload address, which is a secret, may stand in it.</summary>
internal sealed record BoundPublish<TClient, TIn, TState, TOut>(
    JsonTypeInfo<TIn> Input, JsonTypeInfo<TState> State, JsonTypeInfo<TOut> Output, IReadOnlyList<PublishStep<TClient, TIn, TState, TOut>> Steps, ToolFunction<TClient, TIn, Rehearsal> Rehearse) : Tool<TClient>
    where TIn : class
    where TState : class, new()
{
    /// <summary>Does the one step that <see cref="ToolContext.Step"/> names.</summary>
    public override async Task<ToolResult> InvokeAsync(TClient client, JsonElement arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var at = context.Step ?? throw new InvalidOperationException($"{Name} is published step by step; no step was named.");
        var step = Steps.First(one => one.Name == at.Name);
        try
        {
            return new() { Json = Told(await step.RunAsync(client, arguments.Deserialize(Input)!, Open(at.State, context), context, cancellationToken), context).Json() };
        }
        catch (ToolException expected)
        {
            return expected.Error;
        }
    }

    public override async Task<ToolResult> RehearseAsync(TClient client, JsonElement arguments, ToolContext context, CancellationToken cancellationToken)
    {
        try
        {
            return new() { Json = WriteControls.Answer(await Rehearse(client, arguments.Deserialize(Input)!, context, cancellationToken)) };
        }
        catch (ToolException expected)
        {
            return expected.Error;
        }
    }

    private StepTold Told(StepResult<TState, TOut> result, ToolContext context) => result switch
    {
        StepResult<TState, TOut>.Next next => new(next.Percent, Seal(next.State, context), IsOver: true),
        StepResult<TState, TOut>.Again again => new(again.Percent, Seal(again.State, context)),
        StepResult<TState, TOut>.Later later => new(later.Percent, Seal(later.State, context), WaitSeconds: later.Wait.TotalSeconds, WaitsFor: later.For),
        StepResult<TState, TOut>.Done done => new(100, Output: JsonSerializer.SerializeToElement(done.Output, Output)),
        _ => throw new System.Diagnostics.UnreachableException($"{result}"),
    };

    private string Seal(TState state, ToolContext context)
    {
        var json = JsonSerializer.Serialize(state, State);
        return Encoding.UTF8.GetByteCount(json) <= BoundPublish.MostState
            ? context.Cursors.Seal(Purpose(context), json)
            : throw new InvalidOperationException($"{Name}: the state of a step has more than {BoundPublish.MostState} bytes.");
    }

    private TState Open(string? state, ToolContext context) => state is null
        ? new()
        : JsonSerializer.Deserialize(
            context.Cursors.Open(Purpose(context), state, BoundPublish.MostSealed) ?? throw new InvalidOperationException($"{Name}: the state of a step cannot be opened; was the cursor key replaced?"), State)!;

    private string Purpose(ToolContext context) => $"{context.Customer}|{Name}|publish";
}
