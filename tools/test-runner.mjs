import LightRunner from 'jest-light-runner/child-process';
import Tinypool from 'tinypool';

/**
 * jest-light-runner, whose processes each get their own answer to what they shall run. By itself it answers the first one that asks
 * to all that it has started: whoever does not listen yet is never answered again, and the tests hang.
 */
const { run } = Tinypool.prototype;
Tinypool.prototype.run = function runAlone(task, { channel, ...options } = {}) {
  return run.call(this, task, channel ? { ...options, channel: alone(channel) } : options);
};

/** A process is known to the channel of all of them only while it asks. */
function alone(channel) {
  let listener;
  return {
    onMessage(its) {
      listener = its;
    },
    postMessage(question) {
      channel.onMessage(listener);
      channel.postMessage(question);
    },
  };
}

// oxlint-disable-next-line import/no-default-export -- jest asks for one.
export default LightRunner;
