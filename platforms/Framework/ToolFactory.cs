using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Squaremcp.Platforms;

/// <summary>What a tool's function works with, asks and answers; a record in, a record out.</summary>
public delegate Task<TOut> ToolFunction<in TClient, in TIn, TOut>(TClient client, TIn input, ToolContext context, CancellationToken cancellationToken);

public static class ToolFactory
{
    /// <summary>A tool that changes nothing anywhere.</summary>
    public static Tool<TClient> Read<TClient, TIn, TOut>(
        string name, string title, string description, JsonTypeInfo<TIn> input, JsonTypeInfo<TOut> output, ToolFunction<TClient, TIn, TOut> run)
        where TIn : class => new BoundTool<TClient, TIn, TOut>(input, output, run)
        {
            Name = name,
            Title = title,
            Description = description,
            ReadOnly = true,
            Idempotent = true,
            Shown = Schemas.Shown(input),
            InputSchema = Schemas.OfInput(input),
            OutputSchema = Schemas.OfOutput(output),
        };

    /// <summary>A tool that changes something; never repeated by the gateway on its own. Its schemas gain <c>dry_run</c>, <c>idempotency_key</c> and <c>repeat</c>.</summary>
    /// <param name="rehearse">Does what the call does short of doing it: finds what it names, applies the platform's rules, and throws where the call would fail.</param>
    public static Tool<TClient> Write<TClient, TIn, TOut>(
        string name, string title, string description, JsonTypeInfo<TIn> input, JsonTypeInfo<TOut> output,
        ToolFunction<TClient, TIn, TOut> run, ToolFunction<TClient, TIn, Rehearsal> rehearse)
        where TIn : class => new BoundTool<TClient, TIn, TOut>(input, output, run, rehearse)
        {
            Name = name,
            Title = title,
            Description = description,
            ReadOnly = false,
            Shown = Schemas.Shown(input),
            InputSchema = WriteControls.AddTo(Schemas.OfInput(input)),
            OutputSchema = WriteControls.AddRehearsalTo(Schemas.OfOutput(output)),
        };

    /// <summary>
    /// A write that takes several calls of the platform, perhaps over minutes: the gateway does the steps in their order, keeps what each hands on, and goes on after a crash. It answers
    /// <see cref="PublishAnswer"/>, with <paramref name="output"/> as <c>result</c> once it is published.
    /// </summary>
    /// <param name="state">What one step hands to the next; made by its constructor without parameters for the first.</param>
    /// <param name="deadline">What is not published by then is given up; at most a day.</param>
    public static Tool<TClient> Publish<TClient, TIn, TState, TOut>(
        string name, string title, string description, JsonTypeInfo<TIn> input, JsonTypeInfo<TState> state, JsonTypeInfo<TOut> output, TimeSpan deadline,
        IReadOnlyList<PublishStep<TClient, TIn, TState, TOut>> steps, ToolFunction<TClient, TIn, Rehearsal> rehearse)
        where TIn : class
        where TState : class, new() => new BoundPublish<TClient, TIn, TState, TOut>(input, state, output, steps, rehearse)
        {
            Name = name,
            Title = title,
            Description = description,
            ReadOnly = false,
            Shown = Schemas.Shown(input),
            InputSchema = WriteControls.AddTo(Schemas.OfInput(input)),
            OutputSchema = WriteControls.AddRehearsalTo(PublishAnswer.Schema(Schemas.OfOutput(output))),
            Publish = new([.. steps.Select(step => step.Facts)], deadline),
        };
}

/// <summary>A tool bound to the function that does it. <typeparamref name="TClient"/> is what the platform's functions work with.</summary>
public abstract record Tool<TClient> : Tool
{
    /// <summary>Arguments have been checked. Expected failures come back in the result; anything thrown is a defect.</summary>
    public abstract Task<ToolResult> InvokeAsync(TClient client, JsonElement arguments, ToolContext context, CancellationToken cancellationToken);

    /// <summary>What a write would do. Arguments have been checked and hold none of <see cref="WriteControls"/>.</summary>
    public abstract Task<ToolResult> RehearseAsync(TClient client, JsonElement arguments, ToolContext context, CancellationToken cancellationToken);
}

internal sealed record BoundTool<TClient, TIn, TOut>(
    JsonTypeInfo<TIn> Input, JsonTypeInfo<TOut> Output, ToolFunction<TClient, TIn, TOut> Run, ToolFunction<TClient, TIn, Rehearsal>? Rehearse = null) : Tool<TClient>
    where TIn : class
{
    public override async Task<ToolResult> InvokeAsync(TClient client, JsonElement arguments, ToolContext context, CancellationToken cancellationToken)
    {
        try
        {
            var output = await Run(client, arguments.Deserialize(Input)!, context, cancellationToken);
            return new() { Json = JsonSerializer.Serialize(output, Output) };
        }
        catch (ToolException expected)
        {
            return expected.Error;
        }
    }

    public override async Task<ToolResult> RehearseAsync(TClient client, JsonElement arguments, ToolContext context, CancellationToken cancellationToken)
    {
        if (Rehearse is null)
        {
            throw new InvalidOperationException($"{Name} changes nothing; there is nothing to rehearse.");
        }

        try
        {
            return new() { Json = WriteControls.Answer(await Rehearse(client, arguments.Deserialize(Input)!, context, cancellationToken)) };
        }
        catch (ToolException expected)
        {
            return expected.Error;
        }
    }
}
